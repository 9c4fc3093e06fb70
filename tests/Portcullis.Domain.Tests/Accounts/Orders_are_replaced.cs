using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Orders_are_replaced
{
    private static readonly Scenario Working = Given(
        Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 3m, 1799m) with { Bracket = new Bracket(1798m, null) }), new OrderAcknowledged(Past.Id(2), "e-ack", Past.Before));

    private static ReplaceOrder To(decimal? quantity = null, decimal? limit = null, decimal? stop = null, string id = "r1", string original = "c2") =>
        new(new(id), new(original), quantity, limit, stop);

    [Fact]
    public void A_replacement_is_judged_in_the_originals_place()
    {
        var decided = Working.When(To(5m)).ThenApproved(5m);
        decided.Replaces.ShouldBe(Past.Id(2));
        decided.PositionAfter.ShouldBe(5m);
        decided.Headroom.ShouldContain(new RuleHeadroom("MAX_CONTRACTS", 0m));
    }

    [Fact]
    public void A_replacement_over_a_limit_is_rejected_and_the_original_works_on()
    {
        var rejected = Working.When(To(6m));
        rejected.Decision.Verdict.ShouldBe(Verdict.Rejected);
        rejected.State.Orders[Past.Id(2)].Pending.ShouldBeNull();
    }

    [Fact]
    public void Until_the_broker_confirms_the_worse_of_both_counts()
    {
        var pending = Working.After(To(1m, 1798.5m));
        pending.State.Orders[Past.Id(2)].Remaining.ShouldBe(3m);
        pending.After(Ask.Execution("e1", Past.Id(2), ExecutionKind.Replaced)).State.Orders[Past.Id(2)].Remaining.ShouldBe(1m);
        pending.After(Ask.Execution("e1", Past.Id(2), ExecutionKind.Rejected)).State.Orders[Past.Id(2)].Remaining.ShouldBe(3m);
    }

    [Fact]
    public void A_replacement_confirmed_after_as_much_has_filled_closes_the_order()
    {
        var filled = Working.After(To(1m)).After(Ask.Fill("e1", 2, 1m, 1799m)).After(Ask.Execution("e2", Past.Id(2), ExecutionKind.Replaced));
        filled.State.ClosedOrders.Entries.Single(closed => closed.Key == Past.Id(2)).Value.Status.ShouldBe(OrderStatus.Filled);
    }

    [Fact]
    public void The_same_replacement_again_gets_its_decision_also_after_a_fill() =>
        Working.After(To(5m)).After(Ask.Fill("e1", 2, 1m, 1799m)).When(To(5m)).ThenRepeated(4);

    [Fact]
    public void A_replacements_id_used_for_another_one_is_refused() => Working.After(To(5m)).When(To(4m)).ThenRefused(RefusalCode.ClientOrderIdReused);

    [Fact]
    public void A_second_change_waits_for_the_first() => Working.After(To(5m)).When(To(4m, id: "r2")).ThenRefused(RefusalCode.ReplacementPending);

    [Theory]
    [InlineData(1.5, null, null)]
    [InlineData(0.0, null, null)]
    [InlineData(null, 1799.1, null)]
    [InlineData(null, null, 1799.0)]
    public void A_change_that_cannot_be_is_refused(double? quantity, double? limit, double? stop) =>
        Working.When(To((decimal?)quantity, (decimal?)limit, (decimal?)stop)).ThenRefused(RefusalCode.ReplacementInvalid);

    [Fact]
    public void A_filled_order_cannot_be_replaced() => Working.After(Ask.Fill("e1", 2, 3m, 1799m)).When(To(5m)).ThenRefused(RefusalCode.OrderFilled);

    [Fact]
    public void An_order_refused_by_the_broker_takes_its_pending_change_with_it()
    {
        var unacknowledged = Given(Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 1m, 1799m))).After(To(1m, 1798m));
        unacknowledged.When(Ask.Execution("e1", Past.Id(2), ExecutionKind.Rejected)).Then(typeof(OrderRejected)).State.Orders.ShouldBeEmpty();
    }

    [Fact]
    public void A_brackets_stop_may_move_while_its_target_works()
    {
        var bracketed = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m) with { Bracket = new Bracket(1790m, 1810m) }), Past.Filled(2, "e1", Side.Buy, 2m, 1800m));
        bracketed.When(To(stop: 1795m, original: "c2-sl")).ThenApproved().Exposure.ShouldBe(Exposure.Closing);
        bracketed.When(To(quantity: 1m, original: "c2-sl")).ThenRefused(RefusalCode.ReplacementInvalid);
    }
}
