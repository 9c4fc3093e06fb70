using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Orders;

public sealed class Asking_before_ordering(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    [InlineData(25, true)]
    public async Task A_preview_says_what_submitting_then_answers(int quantity, bool allowResize)
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        var order = Market.Buy(account, "a", quantity) with { AllowResize = allowResize };

        var preview = await fixture.Admin.Orders.PreviewAsync(order, Ct);
        var decision = await fixture.Admin.Orders.SubmitAsync(order, Ct);

        (preview.OrderId, preview.Version).ShouldBe(("", 0));
        Judged(preview).ShouldBe(Judged(decision));
    }

    [Fact]
    public async Task A_preview_records_nothing_and_reserves_nothing()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);

        for (var i = 0; i < 3; i++) (await fixture.Admin.Orders.PreviewAsync(Market.Buy(account, "a", 10m), Ct)).Verdict.ShouldBe(Verdict.Approved);

        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Headroom_names_the_largest_order_and_what_binds_it()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 4m), Ct);

        var headroom = await fixture.Admin.Accounts.HeadroomAsync(account, Market.Symbol, Side.Buy, Ct);

        headroom.Violations.ShouldBeEmpty();
        headroom.MaxQuantity.ShouldBe(6m);
        headroom.BindingRule.ShouldBe("MAX_POSITION");
        headroom.Headroom.Single(h => h.Code == "MAX_POSITION").Slack.ShouldBe(5m);
        (await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "b", 6m), Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await fixture.Admin.Accounts.HeadroomAsync(account, Market.Symbol, Side.Buy, Ct)).MaxQuantity.ShouldBe(0m);
    }

    [Fact]
    public async Task A_rejection_carries_the_numbers_of_every_rule_that_failed()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);

        var decision = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 25m), Ct);

        decision.Verdict.ShouldBe(Verdict.Rejected);
        decision.Violations.Select(v => v.Code).ShouldBe(["MAX_ORDER_QUANTITY", "MAX_POSITION", "MAX_CONTRACTS"], ignoreOrder: true);
        var position = decision.Violations.Single(v => v.Code == "MAX_POSITION");
        (position.LeftValue, position.RightValue, position.OverBy).ShouldBe(("25", "10", 15m));
        decision.MaxQuantity.ShouldBe(10m);
    }

    private static string Judged(OrderDecision d) => string.Join('|', d.Verdict, d.ApprovedQuantity, d.PositionAfter, d.RiskAmount, d.MaxQuantity, d.BindingRule, d.RuleSetHash, d.Exposure,
        string.Join(';', d.Violations), string.Join(';', d.Headroom));
}
