using System.Text.Json;
using Portcullis.Rules.Facts;

namespace Portcullis.Rules.Tests;

public sealed class Against_a_naive_evaluator
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_rules_come_to_the_same_outcome_on_random_facts(int seed)
    {
        var random = new RandomRules(seed);
        var texts = Enumerable.Range(0, 80).Select(index => (Name: $"R{index}", Expression: random.Next())).ToArray();
        var load = RuleSet.Load<SampleFacts>([Sample.File(texts)], new() { Analyse = false });
        load.Succeeded.ShouldBeTrue(string.Join("\n", load.Diagnostics.Take(3)));
        var rules = load.RuleSet!;
        var outcomes = rules.CreateOutcomes();
        var sampler = FactSampler.For(seed, rules);
        var seen = new int[3];
        for (var sample = 0; sample < 80; sample++)
        {
            var facts = Odd(sampler.Next<SampleFacts>(), sample);
            rules.Evaluate(facts, outcomes);
            for (var rule = 0; rule < texts.Length; rule++)
            {
                if (outcomes[rule] != Naive.Outcome(texts[rule].Expression, facts))
                    Assert.Fail($"{outcomes[rule]} here, not so naively: {texts[rule].Expression}\non {facts}\n{rules.Explain(facts, rule).Root}");
                seen[(int)outcomes[rule]]++;
            }
        }
        seen.ShouldAllBe(count => count > 10, "the sample must hold all three outcomes");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_trees_of_rules_come_to_the_same_outcome_and_an_error_in_one_blocks(int seed)
    {
        var random = new RandomRules(seed);
        var trees = Enumerable.Range(0, 40).Select(index => random.NextTree($"T{index}", 3)).ToArray();
        var json = JsonSerializer.Serialize(new { WorkflowName = "W", Rules = trees.Select(tree => tree.Json) });
        var rules = Sample.Load(json, new() { Analyse = false });
        var outcomes = rules.CreateOutcomes();
        var sampler = FactSampler.For(seed, rules);
        var seen = new int[3];
        for (var sample = 0; sample < 60; sample++)
        {
            var facts = Odd(sampler.Next<SampleFacts>(), sample);
            rules.Evaluate(facts, outcomes);
            for (var rule = 0; rule < trees.Length; rule++)
            {
                outcomes[rule].ShouldBe(trees[rule].Outcome(expression => Naive.Outcome(expression, facts)), $"T{rule} on {facts}");
                rules.Explain(facts, rule).Outcome.ShouldBe(outcomes[rule]);
                seen[(int)outcomes[rule]]++;
            }
        }
        seen.ShouldAllBe(count => count > 10, "the sample must hold all three outcomes");
    }

    /// <summary>Now and then a number that is none.</summary>
    private static SampleFacts Odd(SampleFacts facts, int sample) => (sample % 8) switch
    {
        3 => facts with { Order = facts.Order with { Weight = double.NaN } },
        5 => facts with { Order = facts.Order with { Weight = double.PositiveInfinity } },
        7 => facts with { Order = facts.Order with { Legs = [] } },
        _ => facts,
    };

    [Fact]
    public void The_explanation_agrees_with_the_fused_pass()
    {
        var random = new RandomRules(9);
        var texts = Enumerable.Range(0, 60).Select(index => (Name: $"R{index}", Expression: random.Next())).ToArray();
        var rules = Sample.Load(Sample.File(texts).Text);
        var outcomes = rules.CreateOutcomes();
        var slacks = new decimal?[texts.Length];
        var sampler = FactSampler.For(9, rules);
        for (var sample = 0; sample < 20; sample++)
        {
            var facts = sampler.Next<SampleFacts>();
            rules.Evaluate(facts, outcomes);
            rules.Slacks(facts, slacks);
            for (var rule = 0; rule < texts.Length; rule++)
            {
                var explanation = rules.Explain(facts, rule);
                explanation.Outcome.ShouldBe(outcomes[rule], texts[rule].Expression);
                if (explanation.Outcome != RuleOutcome.Error)
                    slacks[rule].ShouldBe(explanation.Slack, texts[rule].Expression);
            }
        }
    }
}
