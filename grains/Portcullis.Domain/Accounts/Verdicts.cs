using System.Collections.Immutable;

namespace Portcullis.Domain.Accounts;

public enum Verdict
{
    Unspecified = 0,
    Approved,
    Resized,
    Held,
    Rejected,
}

public enum AccountStatus
{
    Unspecified = 0,
    Active,
    ReduceOnly,
    Halted,
    Breached,
}

/// <summary>What a failed rule does.</summary>
public enum RuleEffect
{
    Unspecified = 0,
    Warn,
    Resize,
    Hold,
    Reject,
    Flatten,
    Halt,
}

/// <summary>One failed rule, with the numbers that decided it.</summary>
public sealed record Violation
{
    /// <summary>Stable, for machines.</summary>
    public required string Code { get; init; }

    /// <summary>The rule's name in its pack; empty for a refusal of the gateway's own.</summary>
    public string Rule { get; init; } = "";

    public required string Message { get; init; }

    public required RuleEffect Effect { get; init; }

    public string Left { get; init; } = "";

    public string LeftValue { get; init; } = "";

    public string Operator { get; init; } = "";

    public string Right { get; init; } = "";

    public string RightValue { get; init; } = "";

    /// <summary>By how much it was missed, in the left side's unit; not negative.</summary>
    public decimal? OverBy { get; init; }

    public string Unit { get; init; } = "";

    public string Reference { get; init; } = "";

    /// <summary>The rule could not be evaluated, which never allows.</summary>
    public bool Error { get; init; }

    public bool Blocks => Error || Effect is not RuleEffect.Warn;
}

/// <summary>How far a passing rule is from its limit, in the unit that the rule set gives the code.</summary>
public readonly record struct RuleHeadroom(string Code, decimal Slack)
{
    /// <summary>As people want to read it: what is nearest to its limit comes first.</summary>
    public static ImmutableArray<RuleHeadroom> TightestFirst(ImmutableArray<RuleHeadroom> headroom) => headroom.Sort(static (a, b) =>
        a.Slack.CompareTo(b.Slack) is not 0 and var nearer ? nearer : string.CompareOrdinal(a.Code, b.Code));
}
