using System.Collections.Immutable;

namespace Portcullis.Rules;

/// <summary>Why a rule came to its outcome.</summary>
/// <param name="Message">The rendered ErrorMessage; null when the rule passed or has none.</param>
/// <param name="Error">Why the rule could not be evaluated: the engine's words, never mixed with the rule's own.</param>
/// <param name="ErrorCode">A stable code for <paramref name="Error"/>; see <see cref="RuleErrorCodes"/>.</param>
/// <param name="Deciding">The comparison that decided, or the tightest one of a rule that passed.</param>
/// <param name="Slack">Its signed distance; null when what decided has no numbers.</param>
/// <param name="Children">The children of a nested rule, with their own messages.</param>
public sealed record RuleExplanation(
    string Rule,
    RuleOutcome Outcome,
    string? Message,
    string? Error,
    Comparison? Deciding,
    ComparisonTree Root,
    decimal? Slack,
    string? ErrorCode,
    ImmutableArray<RuleExplanation> Children)
{
    /// <summary>Where the error arose; null without one.</summary>
    public ErrorOrigin? Origin { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        if (Outcome == RuleOutcome.Error)
            return $"{Root.Text}: cannot be evaluated: {Error}";
        if (Deciding is not null)
            return Deciding.ToString();
        return Outcome == RuleOutcome.Passed ? $"{Root.Text} holds" : $"{Root.Text} does not hold";
    }
}

/// <summary>Which part of a rule could not be evaluated.</summary>
public enum ErrorOrigin : byte
{
    /// <summary>The rule's text has no meaning against the facts.</summary>
    Text,
    Parameter,
    Condition,
    Child,
}

/// <summary>Codes of what can go wrong while a rule is evaluated. Never reused.</summary>
public static class RuleErrorCodes
{
    public const string NullValue = "RULE_NULL_VALUE";
    public const string AbsentValue = "RULE_ABSENT_VALUE";
    public const string Overflow = "RULE_OVERFLOW";
    public const string DivisionByZero = "RULE_DIVISION_BY_ZERO";
    public const string NotFinite = "RULE_NOT_FINITE";
    public const string MissingKey = "RULE_MISSING_KEY";
    public const string OutOfRange = "RULE_OUT_OF_RANGE";
    public const string LimitExceeded = "RULE_LIMIT_EXCEEDED";
    public const string BadFormat = "RULE_BAD_FORMAT";
    public const string NotCompiled = "RULE_NOT_COMPILED";
    public const string Child = "RULE_CHILD_ERROR";
    public const string Function = "RULE_FUNCTION_FAILED";

    internal static string Of(Exception exception) => exception switch
    {
        Functions.AbsentValueException => AbsentValue,
        Functions.RuleLimitException => LimitExceeded,
        NotFiniteNumberException => NotFinite,
        NullReferenceException or ArgumentNullException => NullValue,
        OverflowException => Overflow,
        DivideByZeroException => DivisionByZero,
        KeyNotFoundException => MissingKey,
        ArgumentOutOfRangeException or IndexOutOfRangeException => OutOfRange,
        FormatException => BadFormat,
        InvalidOperationException => AbsentValue,
        _ => Function,
    };
}
