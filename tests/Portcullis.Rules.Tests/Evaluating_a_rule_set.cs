namespace Portcullis.Rules.Tests;

public sealed class Evaluating_a_rule_set
{
    private const string DailyLoss = """
        {
          "WorkflowName": "W",
          "Rules": [
            {
              "RuleName": "DailyLoss",
              "Expression": "account.DayPnl - order.RiskAmount >= -account.DailyLossLimit",
              "ErrorMessage": "Day PnL $(account.DayPnl) less $(order.RiskAmount) breaches $(account.DailyLossLimit)",
              "SuccessEvent": "ok",
              "Properties": { "Effect": "Reject" }
            },
            { "RuleName": "Blackout", "Expression": "!news.InBlackout(2, 2, \"High\")" }
          ]
        }
        """;

    [Fact]
    public void All_rules_pass()
    {
        var rules = Sample.Load(DailyLoss);
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(new(), outcomes);
        outcomes.AllPassed.ShouldBeTrue();
        rules.FactsRead.ShouldBe(["account.DailyLossLimit", "account.DayPnl", "news.InBlackout", "order.RiskAmount"]);
        rules.Slack(new(), 0).ShouldBe(650m);
    }

    [Fact]
    public void What_a_message_shows_is_read_too() =>
        Sample.Load("""{ "WorkflowName": "w", "Rules": [{ "RuleName": "r", "Expression": "order.Quantity > 0", "ErrorMessage": "$(order.Quantity) at $(account.DayPnl), not $(account.Nothing) or $(nobody)" }] }""")
            .FactsRead.ShouldBe(["account.DayPnl", "order.Quantity"]);

    [Fact]
    public void A_failed_rule_says_by_how_much()
    {
        var rules = Sample.Load(DailyLoss);
        var facts = new SampleFacts { Account = new() { DayPnl = -812.50m } };
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(facts, outcomes);
        outcomes.FailedCount.ShouldBe(1);
        outcomes[0].ShouldBe(RuleOutcome.Failed);
        var explanation = rules.Explain(facts, 0);
        explanation.Message.ShouldBe("Day PnL -812.50 less 200 breaches 1000");
        explanation.Slack.ShouldBe(-12.50m);
        explanation.ToString().ShouldBe("account.DayPnl - order.RiskAmount = -1,012.50, must be >= -1,000.00: over by 12.50");
    }

    [Fact]
    public void A_passing_pass_allocates_nothing()
    {
        var rules = Sample.Load(DailyLoss);
        var facts = new SampleFacts();
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(facts, outcomes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var pass = 0; pass < 1000; pass++)
            rules.Evaluate(facts, outcomes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void The_hash_does_not_depend_on_layout()
    {
        var compact = DailyLoss.ReplaceLineEndings(" ");
        Sample.Load(compact).Hash.ShouldBe(Sample.Load(DailyLoss).Hash);
        Sample.Load(DailyLoss.Replace(">=", ">")).Hash.ShouldNotBe(Sample.Load(DailyLoss).Hash);
    }

    [Fact]
    public void A_rule_set_is_rebuilt_from_its_canonical_text()
    {
        var rules = Sample.Load(DailyLoss);
        var again = RuleSet.LoadCanonical<SampleFacts>(rules.CanonicalText);
        again.Succeeded.ShouldBeTrue();
        again.RuleSet!.Hash.ShouldBe(rules.Hash);
        again.RuleSet.CanonicalText.ShouldBe(rules.CanonicalText);
    }

    [Fact]
    public void A_parameter_replaces_the_global_of_its_name()
    {
        const string Json = """
            { "WorkflowName": "W", "GlobalParams": [{ "Name": "MaxQuantity", "Expression": "10" }],
              "Rules": [{ "RuleName": "Cap", "Expression": "order.Quantity <= MaxQuantity" }] }
            """;
        var rules = Sample.Load(Json, new() { Parameters = new Dictionary<string, object> { ["MaxQuantity"] = 4 } });
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(new(), outcomes);
        outcomes[0].ShouldBe(RuleOutcome.Failed);
        rules.Slack(new(), 0).ShouldBe(-1m);
        RuleSet.LoadCanonical<SampleFacts>(rules.CanonicalText).RuleSet!.Hash.ShouldBe(rules.Hash);
    }

    [Fact]
    public void An_error_blocks_inside_or()
    {
        const string Json = """
            { "WorkflowName": "W", "Rules": [{ "RuleName": "P", "Operator": "Or", "Rules": [
              { "RuleName": "a", "Expression": "1 / account.Zero > 0" }, { "RuleName": "b", "Expression": "true" }] }] }
            """;
        var rules = Sample.Load(Json);
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(new(), outcomes);
        outcomes[0].ShouldBe(RuleOutcome.Error);
        var explanation = rules.Explain(new(), 0);
        explanation.Outcome.ShouldBe(RuleOutcome.Error);
        explanation.ErrorCode.ShouldBe(RuleErrorCodes.Child);
        explanation.Children[0].ErrorCode.ShouldBe(RuleErrorCodes.DivisionByZero);
    }

    [Fact]
    public void An_unknown_fact_is_an_error_with_its_place_and_a_suggestion()
    {
        var refusal = Sample.Refusal("order.Quantty > 1");
        refusal.Code.ShouldBe(DiagnosticCodes.UnknownFact);
        refusal.Suggestion.ShouldBe("did you mean 'Quantity'?");
        refusal.Column.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("order.LimitPrice > 10", RuleOutcome.Failed)]
    [InlineData("!(order.LimitPrice > 10)", RuleOutcome.Failed)]
    [InlineData("order.LimitPrice == null", RuleOutcome.Passed)]
    [InlineData("order.LimitPrice != 10", RuleOutcome.Passed)]
    [InlineData("(order.LimitPrice ?? 0) <= 10", RuleOutcome.Passed)]
    [InlineData("order.Note.Length > 1", RuleOutcome.Error)]
    [InlineData("order.Legs.Any(Quantity > order.Quantity)", RuleOutcome.Failed)]
    [InlineData("order.Legs.Sum(l => l.Quantity * l.Price) == 81.75", RuleOutcome.Passed)]
    [InlineData("order.Symbol in (\"ES\", \"NQ\")", RuleOutcome.Passed)]
    [InlineData("2000000000 + order.Quantity * 2000000000 > 0", RuleOutcome.Error)]
    [InlineData("account.Limits[\"ZZ\"] > 0", RuleOutcome.Error)]
    public void Expressions_come_to(string expression, RuleOutcome outcome) => Sample.Outcome(expression).ShouldBe(outcome);
}
