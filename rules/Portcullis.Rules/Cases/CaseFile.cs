using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Rules.Cases;

/// <summary>One example: facts, and what rules must come to on them. A rule named <c>*</c> speaks for all that are not named.</summary>
public sealed record RuleCase(
    string Name, JsonElement Facts, ImmutableSortedDictionary<string, RuleOutcome> Expect, ImmutableSortedDictionary<string, string> Messages);

/// <summary>
/// Cases beside a pack: <c>{ "rules": ["limits.json"], "profile": "p", "facts": {..}, "cases": [{ "name", "facts", "expect": { "Rule": "Failed", "*": "Passed" }, "messages" }] }</c>.
/// </summary>
/// <param name="Rules">The rule files, relative to this one; empty when the caller decides.</param>
/// <param name="Profile">The profile of the sheet beside the rules; null without one.</param>
public sealed record CaseFile(string Path, ImmutableArray<string> Rules, string? Profile, ImmutableArray<RuleCase> Cases)
{
    /// <exception cref="JsonException">The file is not one of cases.</exception>
    public static CaseFile Read(RuleFile file)
    {
        var document = JsonSerializer.Deserialize<Document>(file.Text, Format) ?? throw new JsonException("The file is null");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in document.Cases)
        {
            if (!names.Add(given.Name))
                throw new JsonException($"The case '{given.Name}' is given twice");
            if (given.Expect.Count == 0)
                throw new JsonException($"The case '{given.Name}' expects nothing");
        }
        return new(file.Path, [.. document.Rules ?? []], document.Profile,
        [
            .. document.Cases.Select(given => new RuleCase(given.Name, Facts.FactJson.Over(document.Facts, given.Facts),
                given.Expect.ToImmutableSortedDictionary(StringComparer.Ordinal), (given.Messages ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal))),
        ]);
    }

    private static readonly JsonSerializerOptions Format = new(Portcullis.Rules.Facts.FactJson.Options) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private sealed record Document
    {
        public string[]? Rules { get; init; }

        public string? Profile { get; init; }

        public JsonElement Facts { get; init; }

        public required Entry[] Cases { get; init; }
    }

    private sealed record Entry
    {
        public required string Name { get; init; }

        public JsonElement Facts { get; init; }

        public required Dictionary<string, RuleOutcome> Expect { get; init; }

        public Dictionary<string, string>? Messages { get; init; }
    }
}
