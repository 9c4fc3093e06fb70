using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Rules.Cases;

/// <summary>How one case went; without differences it went as expected.</summary>
public sealed record CaseResult(string Name, ImmutableArray<string> Differences)
{
    public bool Succeeded => Differences.IsEmpty;
}

/// <summary>All cases of a file, and what they leave untried.</summary>
public sealed record CaseRun(ImmutableArray<CaseResult> Results, Coverage Coverage)
{
    public bool Succeeded => Results.All(result => result.Succeeded);

    /// <summary>Evaluates every case against a rule set.</summary>
    public static CaseRun Of<TFacts>(RuleSet<TFacts> rules, IReadOnlyList<CaseFile> files, Func<JsonElement, TFacts> read)
        where TFacts : class
    {
        var coverage = new CoverageBuilder(rules.Rules);
        var results = files.SelectMany(file => file.Cases).Select(given => Run(rules, given, read, coverage)).ToImmutableArray();
        return new(results, coverage.Build());
    }

    private static CaseResult Run<TFacts>(RuleSet<TFacts> rules, RuleCase given, Func<JsonElement, TFacts> read, CoverageBuilder coverage)
        where TFacts : class
    {
        TFacts facts;
        try
        {
            facts = read(given.Facts);
        }
        catch (JsonException exception)
        {
            return new(given.Name, [$"the facts cannot be read: {exception.Message}"]);
        }
        var differences = ImmutableArray.CreateBuilder<string>();
        foreach (var unknown in given.Expect.Keys.Concat(given.Messages.Keys).Where(name => name != "*" && rules.Rules.All(rule => rule.Name != name)))
            differences.Add($"no rule is named '{unknown}'");
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(facts, outcomes);
        foreach (var rule in rules.Rules)
        {
            var explanation = rules.Explain(facts, rule.Index);
            coverage.Add(rule, explanation);
            if ((given.Expect.TryGetValue(rule.Name, out var expected) || given.Expect.TryGetValue("*", out expected)) && expected != outcomes[rule.Index])
                differences.Add($"{rule.Name}: expected {expected}, is {outcomes[rule.Index]}: {explanation}");
            if (given.Messages.TryGetValue(rule.Name, out var message) && message != explanation.Message)
                differences.Add($"{rule.Name}: expected the message\n      - {message}\n      + {explanation.Message ?? "(none)"}");
        }
        return new(given.Name, differences.ToImmutable());
    }
}
