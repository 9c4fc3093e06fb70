using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Executions_are_taken
{
    private static readonly Scenario Approved = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m)));

    [Fact]
    public void A_fill_before_its_acknowledgement_is_a_fill() =>
        Approved.When(Ask.Fill("e1", 2, 1m, 1800m, 2.25m)).Then(Past.Filled(2, "e1", Side.Buy, 1m, 1800m, 2.25m) with { At = World.Morning });

    [Fact]
    public void An_acknowledgement_after_the_fill_says_nothing_new() =>
        Approved.After(Ask.Fill("e1", 2, 1m, 1800m)).When(Ask.Execution("e0", Past.Id(2), ExecutionKind.Acknowledged)).ThenNothing();

    [Fact]
    public void An_order_withdrawn_before_it_was_sent_leaves_the_place_in_the_brokers_record()
    {
        var heard = Given([.. Past.Holding(1m), Past.Approved(5, Ask.Limit(Side.Buy, 1m, 1790m))]);
        var withdrawn = heard.After(Ask.Execution($"{AccountState.OwnExecutionPrefix}a-5", Past.Id(5), ExecutionKind.Canceled));
        withdrawn.State.Orders.Keys.ShouldNotContain(Past.Id(5));
        withdrawn.State.LastExecutionId.ShouldBe("e-2");
    }

    [Fact]
    public void The_same_fill_twice_is_one_fill() =>
        Approved.After(Ask.Fill("e1", 2, 1m, 1800m)).When(Ask.Fill("e1", 2, 1m, 1800m)).ThenNothing();

    public static TheoryData<RecordExecution> Contradictions =>
    [
        Ask.Fill("e1", 2, 2m, 1800m),
        Ask.Fill("e1", 2, 1m, 1800.25m),
        Ask.Fill("e1", 99, 1m, 1800m),
        Ask.Execution("e1", Past.Id(2), ExecutionKind.Canceled),
    ];

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void The_same_id_with_other_content_is_refused_and_the_first_one_stands(RecordExecution other)
    {
        var filled = Approved.After(Ask.Fill("e1", 2, 1m, 1800m));
        filled.When(other).ThenRefused(RefusalCode.ExecutionIdReused);
        var disputed = filled.When(new DisputeExecution(other)).Then(typeof(ExecutionDisputed), typeof(AccountStatusChanged));
        disputed.State.Status.ShouldBe(AccountStatus.ReduceOnly);
        disputed.State.QuantityOf(World.Es).ShouldBe(1m);
        filled.After(new DisputeExecution(other)).When(new DisputeExecution(other)).ThenNothing();
    }

    [Fact]
    public void An_acknowledgement_whose_id_names_another_order_is_refused() =>
        Approved.After(Ask.Execution("e1", Past.Id(2), ExecutionKind.Acknowledged)).When(Ask.Execution("e1", Past.Id(7), ExecutionKind.Acknowledged)).ThenRefused(RefusalCode.ExecutionIdReused);

    [Fact]
    public void What_a_person_reports_leaves_the_place_in_the_brokers_record()
    {
        var reported = Given([.. Past.Holding(1m), Past.Approved(5, Ask.Limit(Side.Buy, 1m, 1790m))]).After(Ask.Fill($"{AccountState.ReportedExecutionPrefix}7", 5, 1m, 1790m));
        reported.State.QuantityOf(World.Es).ShouldBe(2m);
        reported.State.LastExecutionId.ShouldBe("e-2");
    }

    [Fact]
    public void Partial_fills_fill_the_order_and_place_the_bracket_for_what_they_bring()
    {
        var partly = Approved.After(Ask.Fill("e1", 2, 1m, 1800m));
        partly.State.Orders[Past.Id(2)].Remaining.ShouldBe(1m);
        partly.State.Orders[new("a-2-sl")].Quantity.ShouldBe(1m);
        var whole = partly.After(Ask.Fill("e2", 2, 1m, 1801m));
        whole.State.Orders.Keys.ShouldBe([new OrderId("a-2-sl")]);
        whole.State.Orders[new("a-2-sl")].Quantity.ShouldBe(2m);
    }

    [Fact]
    public void A_target_that_fills_shrinks_its_stop()
    {
        var targeted = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m) with { Bracket = new Bracket(1790m, 1810m) }), Past.Filled(2, "e1", Side.Buy, 2m, 1800m))
            .After(Ask.Execution("e2", new("a-2-tp"), ExecutionKind.Fill, 1m, 1810m));
        targeted.State.Orders[new("a-2-sl")].Quantity.ShouldBe(1m);
        targeted.State.QuantityOf(World.Es).ShouldBe(1m);
    }

    [Theory]
    [InlineData(ExecutionKind.Canceled, typeof(OrderCanceled), OrderStatus.Canceled)]
    [InlineData(ExecutionKind.Expired, typeof(OrderExpired), OrderStatus.Expired)]
    [InlineData(ExecutionKind.Rejected, typeof(OrderRejected), OrderStatus.Rejected)]
    public void An_order_that_ends_is_closed(ExecutionKind kind, Type happened, OrderStatus status)
    {
        var ended = Approved.When(Ask.Execution("e1", Past.Id(2), kind)).Then(happened);
        ended.State.Orders.ShouldBeEmpty();
        ended.State.ClosedOrders.Entries.Single(closed => closed.Key == Past.Id(2)).Value.Status.ShouldBe(status);
    }

    [Fact]
    public void A_late_fill_after_a_cancel_moves_the_position_and_its_bracket()
    {
        var late = Approved.After(Ask.Execution("e1", Past.Id(2), ExecutionKind.Canceled)).When(Ask.Fill("e2", 2, 1m, 1800m)).Then(typeof(OrderFilled));
        late.State.QuantityOf(World.Es).ShouldBe(1m);
        late.State.Orders.Keys.ShouldBe([new OrderId("a-2-sl")]);
    }

    [Fact]
    public void A_fill_for_an_unknown_order_is_recorded_and_locks_entries()
    {
        var unknown = Given(Past.Opened()).When(Ask.Fill("e1", 99, 1m, 1800m)).Then(typeof(UnknownExecutionReported), typeof(AccountStatusChanged));
        unknown.State.Status.ShouldBe(AccountStatus.ReduceOnly);
        unknown.State.QuantityOf(World.Es).ShouldBe(0m);
    }

    [Fact]
    public void The_same_unknown_fill_again_says_nothing_new() =>
        Given(Past.Opened()).After(Ask.Fill("e1", 99, 1m, 1800m)).When(Ask.Fill("e1", 99, 1m, 1800m)).ThenNothing();

    [Fact]
    public void Entries_wait_until_a_person_has_rearmed_the_account()
    {
        var locked = Given(Past.Opened()).After(Ask.Fill("e1", 99, 1m, 1800m));
        locked.When(Ask.Submit(Ask.Buy(1m))).ThenRejected("ACCOUNT_REDUCE_ONLY");
        locked.After(new RearmAccount("looked", "ann")).When(Ask.Submit(Ask.Buy(1m))).ThenApproved();
    }

    [Fact]
    public void A_new_session_does_not_stand_in_for_the_person()
    {
        var tripped = Given([.. Past.Holding(2m), new UnknownExecutionReported(new("x"), "e9", ExecutionKind.Fill, 1m, 1m, Past.Before)])
            .In(w => w.Quoting(1785m, 1785.25m)).After(new MonitorAccount()).After(Ask.Fill("e10", 8, 2m, 1785m));
        tripped.State.Status.ShouldBe(AccountStatus.Halted);
        tripped.In(w => w.At(World.Morning.AddDays(1))).When(new MonitorAccount()).State.Status.ShouldBe(AccountStatus.ReduceOnly);
    }

    [Fact]
    public void Word_of_a_brackets_child_may_overtake_the_fill_that_brings_it() =>
        Approved.When(Ask.Execution("e1", new("a-2-sl"), ExecutionKind.Acknowledged)).ThenNothing();

    [Fact]
    public void A_filled_order_cannot_be_cancelled() =>
        Approved.After(Ask.Fill("e1", 2, 2m, 1800m)).When(new CancelOrder(new("c2"), "")).ThenRefused(RefusalCode.OrderFilled);

    [Fact]
    public void An_unknown_order_cannot_be_cancelled() => Approved.When(new CancelOrder(new("none"), "")).ThenRefused(RefusalCode.OrderUnknown);

    [Theory]
    [InlineData(ExecutionKind.Canceled, RefusalCode.OrderCanceled)]
    [InlineData(ExecutionKind.Expired, RefusalCode.OrderExpired)]
    [InlineData(ExecutionKind.Rejected, RefusalCode.OrderRejected)]
    public void An_order_that_has_ended_cannot_be_cancelled(ExecutionKind kind, RefusalCode code) =>
        Approved.After(Ask.Execution("e1", Past.Id(2), kind)).When(new CancelOrder(new("c2"), "")).ThenRefused(code);

    [Fact]
    public void A_cancel_is_asked_for_once()
    {
        Approved.When(new CancelOrder(new("c2"), "why")).Then(new CancelRequested(Past.Id(2), "why", World.Morning));
        Approved.After(new CancelOrder(new("c2"), "why")).When(new CancelOrder(new("c2"), "why")).ThenNothing();
    }

    [Fact]
    public void Cancel_all_can_leave_exits_working()
    {
        var both = Given([.. Past.Holding(1m), Past.Approved(5, Ask.Limit(Side.Sell, 1m, 1810m), Facts.Exposure.Closing), Past.Approved(6, Ask.Limit(Side.Buy, 1m, 1790m))]);
        both.When(new CancelAllOrders(null, EntriesOnly: true, null, "halt")).Then(new CancelRequested(Past.Id(6), "halt", World.Morning));
        both.When(new CancelAllOrders(World.Es, EntriesOnly: false, null, "all")).Then(typeof(CancelRequested), typeof(CancelRequested));
    }
}
