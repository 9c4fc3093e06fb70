using System.Collections.Immutable;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Reports.Records;

/// <summary>Who an order comes from.</summary>
public enum OrderOrigin
{
    Unspecified = 0,

    /// <summary>A client asked for it.</summary>
    Client,

    /// <summary>The stop or target of a bracket, placed for what its entry has filled.</summary>
    Bracket,

    /// <summary>The gateway's own closing of a position.</summary>
    Flatten,
}

/// <summary>
/// One order and what became of it; or a replacement, which is a decision of its own and changes the order that it names: that order's fills stay
/// that order's. Money is in the account's currency.
/// </summary>
public sealed record OrderRecord
{
    public required string OrderId { get; init; }

    public required string Account { get; init; }

    public required string ClientOrderId { get; init; }

    public required OrderOrigin Origin { get; init; }

    /// <summary>As the order names it; of a bracket's child, as its entry does. Empty where none was named.</summary>
    public string Strategy { get; init; } = "";

    public string StrategyVersion { get; init; } = "";

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    /// <summary>As asked for.</summary>
    public required decimal Quantity { get; init; }

    public required decimal ApprovedQuantity { get; init; }

    public decimal? LimitPrice { get; init; }

    public decimal? StopPrice { get; init; }

    /// <summary>Unspecified for what the gateway or the broker placed itself: nobody asked.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Codes of the rules that failed, those that only warn included.</summary>
    public ImmutableArray<string> FailedRules { get; init; } = [];

    /// <summary>Hash of the rules that judged it; empty where nobody asked.</summary>
    public string RuleSet { get; init; } = "";

    /// <summary>The order that this one changes; empty for an order.</summary>
    public string Replaces { get; init; } = "";

    /// <summary>Of a replacement: approved, working once it is in force, rejected when the broker refused it.</summary>
    public required OrderStatus Status { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>Without fills that were busted.</summary>
    public decimal FilledQuantity { get; init; }

    /// <summary>Price times quantity of what has filled, without fills that were busted.</summary>
    public decimal FilledValue { get; init; }

    public decimal Commission { get; init; }

    /// <summary>The account's trading day at the decision.</summary>
    public required DateOnly SessionDate { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where the decision lies in the journal.</summary>
    public required long Position { get; init; }

    /// <summary>The last event that changed this record.</summary>
    public required long ChangedPosition { get; init; }

    /// <summary>Null where nothing has filled.</summary>
    public decimal? AveragePrice => FilledQuantity == 0m ? null : Domain.Money.Normalize(FilledValue / FilledQuantity);

    /// <summary>What may fill in all, after replacements.</summary>
    internal decimal WorkingQuantity { get; init; }

    /// <summary>What has filled, busted or not: an order that was full stays closed.</summary>
    internal decimal GrossFilled { get; init; }

    /// <summary>The replacement that the broker has not confirmed; empty when there is none.</summary>
    internal string PendingBy { get; init; } = "";

    internal decimal PendingQuantity { get; init; }

    /// <summary>Of a bracket that is still to be placed for what fills.</summary>
    internal decimal? BracketStop { get; init; }

    internal decimal? BracketTarget { get; init; }

    /// <summary>It can still fill.</summary>
    internal bool IsOpen => Replaces.Length == 0 && Status is (OrderStatus.Approved or OrderStatus.Working or OrderStatus.PartiallyFilled);
}
