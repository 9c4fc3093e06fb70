namespace Portcullis.Client;

/// <summary>Who an order comes from.</summary>
public enum OrderOrigin
{
    /// <summary>Never sent by a gateway of this version.</summary>
    Unspecified = 0,
    Client = 1,

    /// <summary>The stop or target of a bracket, placed for what its entry has filled.</summary>
    Bracket = 2,

    /// <summary>The gateway's own closing of a position.</summary>
    Flatten = 3,
}

/// <summary>An order and what became of it; or a replacement, which is a decision of its own and changes the order that it names.</summary>
public sealed record OrderReport
{
    public required string OrderId { get; init; }

    public required string AccountId { get; init; }

    public required string ClientOrderId { get; init; }

    public required OrderOrigin Origin { get; init; }

    public required string Strategy { get; init; }

    public required string StrategyVersion { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    /// <summary>As asked for.</summary>
    public required decimal Quantity { get; init; }

    public required decimal ApprovedQuantity { get; init; }

    public required decimal? LimitPrice { get; init; }

    public required decimal? StopPrice { get; init; }

    /// <summary>Unspecified where nobody asked: brackets' children and the gateway's own exits.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Codes of the rules that failed, those that only warned included.</summary>
    public required IReadOnlyList<string> FailedRules { get; init; }

    public required string RuleSetHash { get; init; }

    /// <summary>The order id that it changes; empty for an order.</summary>
    public required string Replaces { get; init; }

    /// <summary>Of a replacement: approved, working once in force, rejected when the broker refused it.</summary>
    public required OrderStatus Status { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Without fills that were busted.</summary>
    public required decimal FilledQuantity { get; init; }

    /// <summary>Null: nothing has filled.</summary>
    public required decimal? AveragePrice { get; init; }

    /// <summary>In the account's currency.</summary>
    public required decimal Commission { get; init; }

    /// <summary>The account's trading day at the decision.</summary>
    public required DateOnly SessionDate { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where the decision lies in the journal.</summary>
    public required long Position { get; init; }

    /// <summary>The last event that changed this.</summary>
    public required long ChangedPosition { get; init; }
}
