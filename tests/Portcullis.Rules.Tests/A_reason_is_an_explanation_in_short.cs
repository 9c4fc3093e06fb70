using System.Text.Json;
using Portcullis.Rules.Facts;

namespace Portcullis.Rules.Tests;

public sealed class A_reason_is_an_explanation_in_short
{
    private const string Message = "$(order.Quantity) at $(order.Price) of $(order.Symbol), $(order.LimitPrice) or $(account.DayPnl)";

    private static RuleSet<SampleFacts> Leaves(int seed)
    {
        var random = new RandomRules(seed);
        var rules = Enumerable.Range(0, 60).Select(index => new { RuleName = $"R{index}", Expression = random.Next(), ErrorMessage = index % 2 == 0 ? Message : null });
        return Sample.Load(JsonSerializer.Serialize(new { WorkflowName = "W", Rules = rules }), new() { Analyse = false });
    }

    private static RuleSet<SampleFacts> Trees(int seed)
    {
        var random = new RandomRules(seed);
        return Sample.Load(JsonSerializer.Serialize(new { WorkflowName = "W", Rules = Enumerable.Range(0, 40).Select(index => random.NextTree($"T{index}", 3).Json) }), new() { Analyse = false });
    }

    private static void Agree(RuleSet<SampleFacts> rules, SampleFacts facts, int rule)
    {
        var explanation = rules.Explain(facts, rule);
        var reason = rules.Reason(facts, rule);
        var sentence = $"{explanation} on {facts}";
        reason.Outcome.ShouldBe(explanation.Outcome, sentence);
        reason.Error.ShouldBe(explanation.Error, sentence);
        reason.Slack.ShouldBe(explanation.Slack, sentence);
        (reason.Deciding?.Left, reason.Deciding?.Operator, reason.Deciding?.Right).ShouldBe((explanation.Deciding?.Left, explanation.Deciding?.Operator, explanation.Deciding?.Right), sentence);
        reason.Left.Value.ShouldBe(explanation.Deciding?.LeftValue, sentence);
        reason.Right.Value.ShouldBe(explanation.Deciding?.RightValue, sentence);
        Span<char> message = stackalloc char[256];
        rules.TryFormatMessage(facts, rule, message, out var length).ShouldBe(rules.Message(facts, rule) is not null, sentence);
        message[..length].ToString().ShouldBe(rules.Message(facts, rule) ?? "", sentence);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Of_random_rules_on_random_facts(int seed)
    {
        foreach (var rules in new[] { Leaves(seed), Trees(seed) })
        {
            var sampler = FactSampler.For(seed, rules);
            var errors = 0;
            for (var sample = 0; sample < 40; sample++)
            {
                var facts = sampler.Next<SampleFacts>();
                for (var rule = 0; rule < rules.Rules.Length; rule++)
                {
                    Agree(rules, facts, rule);
                    errors += rules.Reason(facts, rule).Outcome == RuleOutcome.Error ? 1 : 0;
                }
            }
            errors.ShouldBeGreaterThan(10, "the sample must hold errors too");
        }
    }

    [Fact]
    public void Whoever_asks_at_the_same_time()
    {
        var rules = Leaves(23);
        var sampler = FactSampler.For(23, rules);
        var samples = Enumerable.Range(0, 40).Select(_ => sampler.Next<SampleFacts>()).ToArray();
        Parallel.For(0, 400, round =>
        {
            for (var rule = 0; rule < rules.Rules.Length; rule++)
                Agree(rules, samples[(round + rule) % samples.Length], rule);
        });
    }

    [Fact]
    public void And_allocates_nothing()
    {
        var rules = Sample.Load($$"""{ "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "order.Quantity < 1 || order.Price - 1 < account.DayPnl || order.HasStop == false", "ErrorMessage": "{{Message}}" }] }""");
        var facts = new SampleFacts();
        var message = new char[256];
        for (var warm = 0; warm < 100; warm++)
            Agree(rules, facts, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
        {
            _ = rules.Reason(facts, 0);
            _ = rules.TryFormatMessage(facts, 0, message, out _);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_message_that_does_not_fit_is_not_written()
    {
        var rules = Sample.Load("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "false", "ErrorMessage": "$(order.Quantity)!" }] }""");
        rules.TryFormatMessage(new(), 0, new char[1], out var written).ShouldBeFalse();
        written.ShouldBe(0);
        rules.TryFormatMessage(new(), 0, new char[2], out written).ShouldBeTrue();
        written.ShouldBe(2);
    }
}
