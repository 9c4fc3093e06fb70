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
            var facts = sampler.Next<SampleFacts>();
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
