namespace Portcullis.Reports.Records;

/// <summary>
/// What one rule did in one account on one of its trading days. A decision tells of each rule that failed, and of each that held and speaks of
/// numbers; a rule that held and speaks of none is not counted, because no event says that it was asked.
/// </summary>
public sealed record RuleOutcome
{
    public required string Account { get; init; }

    /// <summary>The profile that the account is bound to.</summary>
    public required string Profile { get; init; }

    public required DateOnly SessionDate { get; init; }

    /// <summary>The rule's stable code, or a refusal's of the gateway's own.</summary>
    public required string Code { get; init; }

    /// <summary>The rule's name, as the last failure tells it; empty while none has.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Decisions that tell of it.</summary>
    public long Evaluated { get; init; }

    public long Failed { get; init; }

    /// <summary>Of the failures, those where it could not be evaluated.</summary>
    public long Errors { get; init; }

    /// <summary>Of the failures, rejected orders that nothing but this rule stood against.</summary>
    public long RejectedAlone { get; init; }

    /// <summary>Times it locked the account, as a monitoring rule.</summary>
    public long Tripped { get; init; }

    /// <summary>Of the decisions that it let pass: the nearest it came to its limit, in its own unit. Null where none told.</summary>
    public decimal? SmallestHeadroom { get; init; }

    /// <summary>The furthest that an order was past its limit, in its own unit. Null where none told.</summary>
    public decimal? LargestExcess { get; init; }
}
