namespace Portcullis.Rules;

/// <summary>Why a rule came to its outcome, in short: what <see cref="RuleExplanation"/> says of it without its parts, for whoever asks it of order after order.</summary>
/// <param name="Deciding">The comparison that decided: one object for each comparison of a rule set. Null where none did.</param>
/// <param name="Left">What stood on the deciding comparison's left side.</param>
/// <param name="Right">What stood on its right side.</param>
/// <param name="Slack">Its signed distance; null when what decided has no numbers.</param>
/// <param name="Error">Why the rule could not be evaluated.</param>
public readonly record struct RuleReason(RuleOutcome Outcome, ComparisonText? Deciding, ComparedValue Left, ComparedValue Right, decimal? Slack, string? Error);

/// <summary>A comparison as it is written.</summary>
/// <param name="Operator">The operator that must hold: where the rule negates, the negated one.</param>
public sealed record ComparisonText(string Left, string Operator, string Right)
{
    public override string ToString() => $"{Left} {Operator} {Right}";
}
