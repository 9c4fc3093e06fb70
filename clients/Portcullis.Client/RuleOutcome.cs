namespace Portcullis.Client;

/// <summary>What one rule did in one account on one trading day. A rule that held and speaks of no numbers is not counted.</summary>
public sealed record RuleOutcome
{
    public required string AccountId { get; init; }

    public required string Profile { get; init; }

    public required DateOnly SessionDate { get; init; }

    /// <summary>Stable, for machines.</summary>
    public required string Code { get; init; }

    /// <summary>As its last failure tells it; empty while none has.</summary>
    public required string Rule { get; init; }

    /// <summary>Decisions that tell of it.</summary>
    public required long Evaluated { get; init; }

    public required long Failed { get; init; }

    /// <summary>Of the failures, those where it could not be evaluated.</summary>
    public required long Errors { get; init; }

    /// <summary>Of the failures, rejected orders that nothing else stood against.</summary>
    public required long RejectedAlone { get; init; }

    /// <summary>Times it locked the account, as a monitoring rule.</summary>
    public required long Tripped { get; init; }

    /// <summary>The nearest that an order which it let pass came to its limit, in its own unit; null where none told.</summary>
    public required decimal? SmallestHeadroom { get; init; }

    /// <summary>The furthest that an order was past its limit; null where none told.</summary>
    public required decimal? LargestExcess { get; init; }
}
