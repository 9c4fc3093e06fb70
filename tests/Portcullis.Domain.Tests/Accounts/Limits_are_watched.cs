using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Limits_are_watched
{
    private static Scenario Falling(decimal bid, params IAccountEvent[] more) => Given([.. Past.Holding(2m), .. more]).In(w => w.Quoting(bid, bid + 0.25m));

    [Fact]
    public void Open_loss_that_touches_the_daily_limit_locks_the_account_and_closes_everything()
    {
        var tripped = Falling(1790m).When(new MonitorAccount()).Then(typeof(LimitTripped), typeof(FlattenRequested), typeof(ExitOrdered));
        tripped.Single<LimitTripped>().ShouldSatisfyAllConditions(
            e => e.Violation.Code.ShouldBe("DAILY_LOSS_LIMIT"), e => e.Status.ShouldBe(AccountStatus.Halted), e => e.DayPnl.ShouldBe(-1_000m), e => e.Equity.ShouldBe(49_000m));
        tripped.Single<ExitOrdered>().ShouldBe(new ExitOrdered(Past.Id(7), World.Es, Side.Sell, 2m, "DAILY_LOSS_LIMIT", World.Morning));
    }

    [Fact]
    public void A_cent_before_it_nothing_happens() => Falling(1790.25m).When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void What_has_tripped_trips_once() => Falling(1790m).After(new MonitorAccount()).When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void A_fill_is_watched_like_a_mark() =>
        Given([Past.Opened(), Past.Approved(2, Ask.Buy(2m)), Past.Adjusted(AdjustmentKind.Fee, 999m)]).When(Ask.Fill("e1", 2, 2m, 1800m)).Events.OfType<LimitTripped>().ShouldHaveSingleItem();

    [Fact]
    public void The_drawdown_floor_touched_is_a_breach_for_ever()
    {
        var breached = Given([.. Past.Holding(2m), new SessionRolled(new DateOnly(2013, 12, 17), 50_000m, 48_500m, false, 50_000m, 50_000m, 48_000m, Past.Before)]).In(w => w.Quoting(1780m, 1780.25m))
            .After(new MonitorAccount());
        breached.State.Status.ShouldBe(AccountStatus.Breached);
        var later = breached.In(w => w.At(World.Morning.AddDays(3)));
        later.When(Ask.Submit(Ask.Buy(1m))).Decision.Violations.Select(v => v.Code).ShouldContain("ACCOUNT_BREACHED");
        breached.When(new RearmAccount("please", "ann")).ThenNothing();
    }

    [Fact]
    public void Of_two_limits_crossed_in_one_move_the_higher_floor_is_recorded_first()
    {
        var events = Falling(1770m).When(new MonitorAccount()).Events.OfType<LimitTripped>().Select(e => (e.Violation.Code, e.Status));
        events.ShouldBe([("DAILY_LOSS_LIMIT", AccountStatus.Halted), ("TRAILING_DRAWDOWN", AccountStatus.Breached)]);
    }

    [Fact]
    public void One_absurd_mark_trips_nothing_while_it_is_doubtful() => Given(Past.Holding(2m)).In(w => w.Quoting(1m, 1.25m).Doubting()).When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void Entries_that_work_at_the_flat_by_time_are_cancelled_also_where_nothing_is_held()
    {
        var working = Given(Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 1m, 1790m) with { TimeInForce = TimeInForce.Gtc }));
        working.In(w => w.At(new DateTimeOffset(2013, 12, 17, 21, 8, 59, TimeSpan.Zero))).When(new MonitorAccount()).ThenNothing();
        var late = working.In(w => w.At(new DateTimeOffset(2013, 12, 17, 21, 10, 0, TimeSpan.Zero)));
        var result = late.When(new MonitorAccount());
        result.Single<CancelRequested>().OrderId.ShouldBe(Past.Id(2));
        result.State.Status.ShouldBe(AccountStatus.Active);
        late.After(new MonitorAccount()).When(new MonitorAccount()).ThenNothing();
    }

    [Fact]
    public void Positions_held_at_the_flat_by_time_are_closed()
    {
        var late = Given(Past.Holding(1m)).In(w => w.At(new DateTimeOffset(2013, 12, 17, 21, 10, 0, TimeSpan.Zero)));
        late.When(new MonitorAccount()).Single<LimitTripped>().Violation.Code.ShouldBe("FLAT_BY");
        Given(Past.Opened()).In(late.World).When(new MonitorAccount()).ThenNothing();
    }

    [Fact]
    public void A_late_fill_of_a_locked_account_is_closed_too()
    {
        var settled = Given(Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 1m, 1799m)), new OrderCanceled(Past.Id(2), "e1", "", Past.Before), Past.Adjusted(AdjustmentKind.Fee, 1_000m)).After(new MonitorAccount());
        settled.State.Status.ShouldBe(AccountStatus.Halted);
        settled.When(Ask.Fill("e2", 2, 1m, 1799m)).Then(typeof(OrderFilled), typeof(FlattenRequested), typeof(ExitOrdered));
    }
}
