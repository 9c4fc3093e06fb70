using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Positions_are_flattened
{
    private static readonly FlattenPositions Everything = new(null, "enough", "ann");

    private static readonly Scenario Held = Given([.. Past.Holding(2m), Past.Approved(5, Ask.Limit(Side.Buy, 1m, 1790m))]);

    [Fact]
    public void Working_orders_are_cancelled_before_anything_is_closed() =>
        Held.When(Everything).Then(
            new FlattenRequested([World.Es], "enough", "ann", World.Morning),
            new CancelRequested(Past.Id(5), "enough", World.Morning));

    [Fact]
    public void The_position_is_closed_when_the_broker_has_said_that_the_orders_are_gone() =>
        Held.After(Everything).When(Ask.Execution("e1", Past.Id(5), ExecutionKind.Canceled)).Then(
            new OrderCanceled(Past.Id(5), "e1", "", World.Morning),
            new ExitOrdered(Past.Id(9), World.Es, Side.Sell, 2m, "enough", World.Morning));

    [Fact]
    public void A_fill_that_crosses_the_cancel_is_closed_with_the_rest() =>
        Held.After(Everything).When(Ask.Fill("e1", 5, 1m, 1790m)).Single<ExitOrdered>().Quantity.ShouldBe(3m);

    [Fact]
    public void Asking_again_while_it_goes_on_changes_nothing() => Held.After(Everything).When(Everything).ThenNothing();

    [Fact]
    public void Nothing_held_and_nothing_working_is_nothing_to_do() => Given(Past.Opened()).When(Everything).ThenNothing();

    [Fact]
    public void It_is_done_when_the_close_has_filled() =>
        Given(Past.Holding(2m)).After(Everything).After(Ask.Fill("e1", 6, 2m, 1799m)).State.ShouldSatisfyAllConditions(s => s.Flattening.ShouldBeEmpty(), s => s.QuantityOf(World.Es).ShouldBe(0m));

    [Fact]
    public void A_close_that_was_partly_filled_and_ended_is_sent_for_the_rest()
    {
        var partly = Given(Past.Holding(2m)).After(Everything).After(Ask.Fill("e1", 6, 1m, 1799m)).After(Ask.Execution("e2", Past.Id(6), ExecutionKind.Expired));
        partly.In(w => w.At(World.Morning + Limits.ExitRetry)).When(new MonitorAccount()).Single<ExitOrdered>().Quantity.ShouldBe(1m);
    }

    [Theory]
    [InlineData(ExecutionKind.Rejected)]
    [InlineData(ExecutionKind.Expired)]
    [InlineData(ExecutionKind.Canceled)]
    public void A_close_that_came_to_nothing_is_sent_again_after_a_pause(ExecutionKind kind)
    {
        var refused = Given(Past.Holding(2m)).After(Everything).After(Ask.Execution("e1", Past.Id(6), kind));
        refused.In(w => w.At(World.Morning + Limits.ExitRetry - TimeSpan.FromTicks(1))).When(new MonitorAccount()).ThenNothing();
        refused.In(w => w.At(World.Morning + Limits.ExitRetry)).When(new MonitorAccount()).Then(typeof(ExitOrdered));
    }

    [Fact]
    public void No_entry_is_taken_where_a_position_is_being_closed() =>
        Held.After(Everything).When(Ask.Submit(Ask.Buy(1m))).Decision.Violations[0].Code.ShouldBe("FLATTEN_IN_PROGRESS");

    [Fact]
    public void A_flatten_of_one_instrument_leaves_the_others_alone() => Held.When(new FlattenPositions("NQZ13", "one", "ann")).ThenNothing();

    [Fact]
    public void A_persons_flatten_works_on_a_doubtful_mark() => Given(Past.Holding(1m)).In(w => w.Doubting()).When(Everything).Events.OfType<ExitOrdered>().ShouldHaveSingleItem();

    [Fact]
    public void A_flatten_closes_a_short_by_buying() => Given(Past.Holding(-3m)).When(Everything).Single<ExitOrdered>().ShouldBe(new ExitOrdered(Past.Id(6), World.Es, Side.Buy, 3m, "enough", World.Morning));
}
