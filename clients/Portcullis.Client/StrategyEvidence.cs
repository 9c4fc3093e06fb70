namespace Portcullis.Client;

/// <summary>What one version of a strategy has done, over all accounts of a currency. Profit and loss is of closed round trips that its orders opened.</summary>
public sealed record StrategyEvidence
{
    /// <summary>Empty: orders that name none.</summary>
    public required string Strategy { get; init; }

    public required string Version { get; init; }

    public required string Currency { get; init; }

    public required long Decisions { get; init; }

    public required long Approved { get; init; }

    public required long Resized { get; init; }

    public required long Held { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Decisions in which a rule could not be evaluated.</summary>
    public required long Errors { get; init; }

    public required long Fills { get; init; }

    public required decimal Commission { get; init; }

    public required long Trades { get; init; }

    public required long Wins { get; init; }

    public required long Losses { get; init; }

    /// <summary>Of the trades, those that another strategy's order took part in.</summary>
    public required long SharedTrades { get; init; }

    /// <summary>After commissions.</summary>
    public required decimal Realized { get; init; }

    /// <summary>The deepest fall of <see cref="Realized"/> below its highest, trade by trade.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Trading days of accounts on which an order of it filled.</summary>
    public required long DaysTraded { get; init; }

    /// <summary>How often each rule stood against its orders, most often first.</summary>
    public required IReadOnlyList<RuleCount> RejectedBy { get; init; }

    public required DateTimeOffset? FirstDecisionAt { get; init; }

    public required DateTimeOffset? LastDecisionAt { get; init; }
}

/// <summary>How often a rule stood against orders.</summary>
public sealed record RuleCount(string Code, long Count);
