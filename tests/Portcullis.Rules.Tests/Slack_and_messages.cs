namespace Portcullis.Rules.Tests;

public sealed class Slack_and_messages
{
    public static TheoryData<string> Rules =>
    [
        "account.DayPnl - order.RiskAmount >= -account.DailyLossLimit",
        "order.Quantity + account.OpenContracts <= account.MaxContracts && order.Price < 5000",
        "order.Quantity <= 3 || order.Price < 4000",
        "order.HasStop || order.Quantity <= 3",
        "!order.HasStop && order.Quantity <= 3",
        "order.Quantity == 5",
        "order.Quantity != 5",
        "order.LimitPrice > 10",
        "order.Note.Length > 3 || order.Quantity < 1",
        "order.Weight < 0.5 && order.Quantity > 1 & order.Quantity < 99",
        "order.Side == \"Buy\" ? order.Price <= 5000 : false",
        "order.Sequence < 10000000000 && (order.Quantity < 9 || order.Quantity > 100)",
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_fused_slack_is_the_explained_slack(string expression)
    {
        var rules = Sample.One(expression);
        var slacks = new decimal?[1];
        foreach (var quantity in new[] { -1, 0, 3, 4, 5, 6, 200 })
        {
            var facts = new SampleFacts { Order = new() { Quantity = quantity } };
            rules.Slacks(facts, slacks);
            var explanation = rules.Explain(facts, 0);
            slacks[0].ShouldBe(explanation.Outcome == RuleOutcome.Error ? null : explanation.Slack, explanation.ToString());
        }
    }

    [Theory]
    [InlineData("$(order.Symbol) $(order.Quantity) $(order.Price) $(order.HasStop)", "ES 5 5000.25 true")]
    [InlineData("$(order.Side)", "Buy")]
    [InlineData("$(order.Note) $(account.Owner.Name) $(nothing.here)", "$(order.Note) $(account.Owner.Name) $(nothing.here)")]
    [InlineData("$(order.LimitPrice) of $(limit)", "$(order.LimitPrice) of 5000.50")]
    [InlineData("$(broken) but $(order.Quantity)", "$(broken) but 5")]
    [InlineData("$(account.Limits.ES) $(account.Limits.ZZ)", "5 $(account.Limits.ZZ)")]
    [InlineData("$( $(order.Quantity) $(", "$( $(order.Quantity) $(")]
    [InlineData("plain", "plain")]
    public void A_message_fills_its_placeholders(string template, string message)
    {
        var rules = Sample.Load($$"""
            { "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "false", "ErrorMessage": "{{template}}",
              "LocalParams": [{ "Name": "limit", "Expression": "order.Price + 0.25" }, { "Name": "broken", "Expression": "np(order.Note)" }] }] }
            """);
        rules.Message(new(), 0).ShouldBe(message);
        rules.Explain(new(), 0).Message.ShouldBe(message);
    }

    [Fact]
    public void A_value_cannot_smuggle_in_a_placeholder()
    {
        var rules = Sample.Load("""
            { "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "false", "ErrorMessage": "$(order.Symbol) / $(order.Quantity)" }] }
            """);
        rules.Message(new() { Order = new() { Symbol = "$(order.Quantity)" } }, 0).ShouldBe("$(order.Quantity) / 5");
    }

    [Fact]
    public void A_message_longer_than_its_limit_is_cut()
    {
        var rules = Sample.Load("""
            { "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "false", "ErrorMessage": "$(order.Symbol)$(order.Symbol)" }] }
            """);
        rules.Message(new() { Order = new() { Symbol = new('x', Limits.MessageLength) } }, 0)!.Length.ShouldBe(Limits.MessageLength);
    }
}
