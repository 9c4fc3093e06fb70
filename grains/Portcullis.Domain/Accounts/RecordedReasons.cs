using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;
using Portcullis.Domain.Profiles;
using Portcullis.Rules;

namespace Portcullis.Domain.Accounts;

/// <summary>Looks for what failed among the violations of a record, which are in the order of the rules. For one thread.</summary>
internal sealed class RecordedReasons(RuleSet<DecisionFacts> rules)
{
    private readonly ViolationForm?[] _forms = new ViolationForm?[rules.Rules.Length];
    private readonly char[] _message = new char[Portcullis.Rules.Limits.MessageLength];

    /// <summary>Whether the next violation says why this rule failed.</summary>
    /// <param name="violations">An array of them, opened.</param>
    /// <param name="error">The rule could not be evaluated.</param>
    /// <exception cref="JsonException">It is not as violations are recorded.</exception>
    public bool IsNext(ref JsonCursor violations, DecisionFacts facts, JudgedRule rule, out bool error)
    {
        var reason = rules.Reason(facts, rule.Index);
        error = reason.Outcome == RuleOutcome.Error;
        if (!violations.NextItem(']')) return false;
        var start = violations;
        if (_forms[rule.Index] is { } form && form.IsOf(reason) && rules.TryFormatMessage(facts, rule.Index, _message, out var length))
        {
            if (form.TryTake(ref violations, reason, _message.AsSpan(0, length))) return true;
            violations = start;
        }

        if (ViolationJson.One(ref violations) != Judge.Failed(rules, facts, rule, reason)) return false;
        if (ViolationForm.CanTell(reason)) _forms[rule.Index] = new ViolationForm(start.Left[..^violations.Left.Length], reason);
        return true;
    }

    /// <summary>Whether the next violation is this refusal.</summary>
    /// <exception cref="JsonException">It is not as violations are recorded.</exception>
    public static bool IsNext(ref JsonCursor violations, Violation refusal) => violations.NextItem(']') && ViolationJson.One(ref violations) == refusal;
}
