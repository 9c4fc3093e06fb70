using System.Collections.Immutable;

namespace Portcullis.Rules.Cases;

/// <summary>What a part of a rule has been seen to do in the cases.</summary>
/// <param name="Part">The rule's name, or the text of one of its comparisons or conditions.</param>
/// <param name="Nearest">For a limit, the smallest distance to it that a case tried; null where no numbers are compared.</param>
public sealed record CoveredPart(string Rule, string Part, bool IsLimit, bool Passed, bool Failed, decimal? Nearest)
{
    public bool IsComplete => Passed && Failed;
}

/// <summary>Which rules, and which branches and limits inside them, have both a passing and a failing case.</summary>
public sealed record Coverage(ImmutableArray<CoveredPart> Rules, ImmutableArray<CoveredPart> Parts)
{
    /// <summary>What several runs over the same rules, with other parameters perhaps, cover together.</summary>
    public static Coverage Together(IEnumerable<Coverage> runs)
    {
        var all = runs.ToArray();
        return new(Together(all.SelectMany(run => run.Rules)), Together(all.SelectMany(run => run.Parts)));
    }

    private static ImmutableArray<CoveredPart> Together(IEnumerable<CoveredPart> parts) =>
    [
        .. parts.GroupBy(part => (part.Rule, part.Part)).Select(same => same.First() with
        {
            IsLimit = same.Any(part => part.IsLimit),
            Passed = same.Any(part => part.Passed),
            Failed = same.Any(part => part.Failed),
            Nearest = same.Min(part => part.Nearest),
        }),
    ];

    /// <summary>What lacks a case, one line each.</summary>
    public IEnumerable<string> Missing()
    {
        foreach (var rule in Rules.Where(rule => !rule.IsComplete))
            yield return $"rule {rule.Rule}: no {Lacks(rule)} case";
        foreach (var part in Parts.Where(part => !part.IsComplete))
            yield return $"{(part.IsLimit ? "limit" : "branch")} {part.Rule}: no {Lacks(part)} case for {part.Part}";
    }

    public override string ToString() =>
        $"{Rules.Count(rule => rule.IsComplete)} of {Rules.Length} rules, " +
        $"{Parts.Count(part => part is { IsLimit: false, IsComplete: true })} of {Parts.Count(part => !part.IsLimit)} branches and " +
        $"{Parts.Count(part => part is { IsLimit: true, IsComplete: true })} of {Parts.Count(part => part.IsLimit)} limits have a passing and a failing case";

    private static string Lacks(CoveredPart part) => (part.Passed, part.Failed) switch
    {
        (false, false) => "passing and no failing",
        (false, true) => "passing",
        _ => "failing",
    };
}

/// <summary>Gathers coverage from explanations: every leaf of a rule's logic is a part of it.</summary>
internal sealed class CoverageBuilder(ImmutableArray<Rule> rules)
{
    private readonly Dictionary<string, CoveredPart> _rules =
        rules.ToDictionary(rule => rule.Name, rule => new CoveredPart(rule.Name, rule.Name, false, false, false, null), StringComparer.Ordinal);

    private readonly Dictionary<(string Rule, string Path), CoveredPart> _parts = [];

    public void Add(Rule rule, RuleExplanation explanation)
    {
        var seen = _rules[rule.Name];
        _rules[rule.Name] = seen with
        {
            Passed = seen.Passed || explanation.Outcome == RuleOutcome.Passed,
            Failed = seen.Failed || explanation.Outcome != RuleOutcome.Passed,
        };
        Leaves(rule.Name, explanation.Root, "");
    }

    public Coverage Build() => new([.. rules.Select(rule => _rules[rule.Name])], [.. _parts.Values]);

    private void Leaves(string rule, ComparisonTree tree, string path)
    {
        for (var child = 0; child < tree.Children.Count; child++)
            Leaves(rule, tree.Children[child], $"{path}/{child}");
        if (tree.Kind is not (LogicKind.Comparison or LogicKind.Condition))
            return;
        var limit = tree.Comparison?.Slack is not null;
        var part = _parts.GetValueOrDefault((rule, path)) ?? new(rule, tree.Text, limit, false, false, null);
        var distance = tree.Comparison?.Slack is { } slack ? Math.Abs(slack) : (decimal?)null;
        _parts[(rule, path)] = part with
        {
            IsLimit = part.IsLimit || limit,
            Passed = part.Passed || tree.Holds == true,
            Failed = part.Failed || tree.Holds == false || tree.Error is not null,
            Nearest = part.Nearest is { } nearest && distance is { } other ? Math.Min(nearest, other) : distance ?? part.Nearest,
        };
    }
}
