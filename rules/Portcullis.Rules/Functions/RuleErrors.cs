namespace Portcullis.Rules.Functions;

/// <summary>An absent value was ordered where the result is used as a value.</summary>
public sealed class AbsentValueException() : Exception("An absent value has no order: test it for null first");

/// <summary>A rule asked for more work or memory than it may have.</summary>
public sealed class RuleLimitException(string limit, int value)
    : Exception(FormattableString.Invariant($"The limit {limit} of {value} was exceeded"))
{
    public string Limit { get; } = limit;
}
