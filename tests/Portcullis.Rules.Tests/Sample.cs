using System.Text.Json;

namespace Portcullis.Rules.Tests;

/// <summary>Short ways to write a rule file, load it and evaluate a rule.</summary>
internal static class Sample
{
    public static RuleFile File(params (string Name, string Expression)[] rules) => new("sample.json", JsonSerializer.Serialize(new
    {
        WorkflowName = "W",
        Rules = rules.Select(rule => new { RuleName = rule.Name, rule.Expression, ErrorMessage = rule.Name + " failed" }),
    }));

    public static RuleSet<SampleFacts> Load(string json, RuleSetOptions? options = null)
    {
        var load = RuleSet.Load<SampleFacts>([new("sample.json", json)], options);
        load.Succeeded.ShouldBeTrue(string.Join("\n", load.Diagnostics));
        return load.RuleSet!;
    }

    public static RuleSet<SampleFacts> One(string expression) => Load(File(("R", expression)).Text);

    public static RuleOutcome Outcome(string expression, SampleFacts? facts = null)
    {
        var rules = One(expression);
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(facts ?? new(), outcomes);
        var explained = rules.Explain(facts ?? new(), 0);
        explained.Outcome.ShouldBe(outcomes[0], "the explanation and the fused pass must agree");
        return outcomes[0];
    }

    public static Diagnostic Refusal(string expression)
    {
        var load = RuleSet.Load<SampleFacts>([File(("R", expression))]);
        load.Succeeded.ShouldBeFalse();
        return load.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
