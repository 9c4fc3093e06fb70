using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Accounts;
using Portcullis.Rules;

namespace Portcullis.Domain.Profiles;

/// <summary>A rule with what Portcullis reads from its <c>Properties</c>.</summary>
/// <param name="Code">Stable, for machines: <c>DAILY_LOSS_LIMIT</c>; from the name where the file gives none.</param>
/// <param name="NeedsMarks">A monitoring rule that can't be judged while a held instrument's mark is doubtful. The default; <c>"Marks": "not needed"</c> in the file says otherwise.</param>
/// <param name="EntriesOnly">Judges only orders that can add exposure; exits pass. The default.</param>
public sealed record JudgedRule(int Index, string Name, string Code, RuleEffect Effect, bool EntriesOnly, bool NeedsMarks, string Unit, string Reference)
{
    public static ImmutableArray<JudgedRule> From(ImmutableArray<Rule> rules) => [.. rules.Select((rule, index) => From(rule, index))];

    private static JudgedRule From(Rule rule, int index) => new(
        index,
        rule.Name,
        Text(rule, "Code") ?? CodeFrom(rule.Name),
        Enum.TryParse<RuleEffect>(Text(rule, "Effect") ?? "Reject", ignoreCase: false, out var effect) && effect != RuleEffect.Unspecified ? effect : RuleEffect.Reject,
        !string.Equals(Text(rule, "Applies"), "all", StringComparison.Ordinal),
        !string.Equals(Text(rule, "Marks"), "not needed", StringComparison.Ordinal),
        Text(rule, "Unit") ?? "",
        Text(rule, "Reference") ?? "");

    private static string? Text(Rule rule, string name) =>
        rule.Properties.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string CodeFrom(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 && char.IsLower(name[i - 1]) ? $"_{c}" : char.IsLetterOrDigit(c) ? $"{char.ToUpperInvariant(c)}" : "_"));
}
