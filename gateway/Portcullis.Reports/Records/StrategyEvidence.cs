using System.Collections.Immutable;

namespace Portcullis.Reports.Records;

/// <summary>
/// What one version of a strategy has done, over all accounts of a currency. Profit and loss is of closed round trips and belongs to the strategy
/// whose order opened the trip, whoever closed it: a bracket, a flatten, or another strategy of the account.
/// </summary>
public sealed record StrategyEvidence
{
    /// <summary>As orders name it; empty for orders that name none.</summary>
    public required string Strategy { get; init; }

    public required string Version { get; init; }

    public required string Currency { get; init; }

    public long Decisions { get; init; }

    public long Approved { get; init; }

    public long Resized { get; init; }

    public long Held { get; init; }

    public long Rejected { get; init; }

    /// <summary>Decisions in which a rule could not be evaluated.</summary>
    public long Errors { get; init; }

    public long Fills { get; init; }

    public decimal Commission { get; init; }

    public long Trades { get; init; }

    public long Wins { get; init; }

    public long Losses { get; init; }

    /// <summary>Of the trades, those that another strategy's order took part in.</summary>
    public long SharedTrades { get; init; }

    /// <summary>Of closed round trips, after commissions.</summary>
    public decimal Realized { get; init; }

    /// <summary>The deepest fall of <see cref="Realized"/> below its highest, trade by trade; not negative.</summary>
    public decimal MaxDrawdown { get; init; }

    public DateTimeOffset? FirstDecisionAt { get; init; }

    public DateTimeOffset? LastDecisionAt { get; init; }

    /// <summary>Trading days of accounts on which an order of it filled.</summary>
    public long DaysTraded { get; init; }

    /// <summary>Rejections by the code of each rule that stood against the order, most often first.</summary>
    public ImmutableArray<RuleCount> RejectedBy { get; init; } = [];

    /// <summary>The highest that <see cref="Realized"/> has been, not negative.</summary>
    internal decimal Peak { get; init; }
}

public readonly record struct RuleCount(string Code, long Count);
