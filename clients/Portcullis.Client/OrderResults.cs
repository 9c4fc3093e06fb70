namespace Portcullis.Client;

/// <summary>Answer to a cancel.</summary>
/// <param name="OrderId">The gateway's id of the order.</param>
/// <param name="Status">Where the order stands after the request was recorded.</param>
/// <param name="Version">Of the account's stream.</param>
public sealed record CancelResult(string OrderId, OrderStatus Status, long Version);

/// <summary>Answer to a cancel of everything.</summary>
/// <param name="ClientOrderIds">The orders whose cancel was asked for.</param>
/// <param name="Version">Of the account's stream.</param>
public sealed record CancelAllResult(IReadOnlyList<string> ClientOrderIds, long Version);

/// <summary>Answer to a flatten.</summary>
/// <param name="CanceledClientOrderIds">Working orders whose cancel was asked for.</param>
/// <param name="ClosingOrderIds">Market orders that close what was open.</param>
/// <param name="Version">Of the account's stream.</param>
public sealed record FlattenResult(IReadOnlyList<string> CanceledClientOrderIds, IReadOnlyList<string> ClosingOrderIds, long Version);
