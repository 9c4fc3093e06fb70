using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Tests.Sessions;
using Portcullis.Rules;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Sessions_roll
{
    private static readonly DateTimeOffset Boundary = new(2013, 12, 17, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_command_ends_the_day_first() =>
        Given(Past.Opened()).In(w => w.At(Boundary)).When(Ask.Submit(Ask.Buy(1m))).Then(typeof(SessionRolled), typeof(OrderDecided));

    [Fact]
    public void The_moment_before_the_boundary_is_the_same_day() => Given(Past.Opened()).In(w => w.At(Boundary.AddTicks(-1))).When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void A_new_day_records_what_its_limits_are_measured_from() =>
        Given(Past.Opened(), Past.Adjusted(AdjustmentKind.Correction, 700m)).In(w => w.At(Boundary)).When(new MonitorAccount())
            .Then(new SessionRolled(new DateOnly(2013, 12, 18), 50_700m, 50_700m, false, 50_700m, 50_700m, 48_700m, Boundary));

    [Fact]
    public void Equity_at_the_roll_is_at_the_marks() =>
        Given(Past.Holding(1m)).In(w => w.At(Boundary)).When(new MonitorAccount()).Single<SessionRolled>().Equity.ShouldBe(49_987.5m);

    [Fact]
    public void Missed_days_end_as_one_and_a_new_week_begins_on_its_first_day()
    {
        Given(Past.Opened()).In(w => w.At(new DateTimeOffset(2013, 12, 20, 23, 0, 0, TimeSpan.Zero))).When(new MonitorAccount())
            .Single<SessionRolled>().ShouldSatisfyAllConditions(e => e.SessionDate.ShouldBe(new DateOnly(2013, 12, 23)), e => e.WeekStarted.ShouldBeTrue());
        Given(Past.Opened()).In(w => w.At(new DateTimeOffset(2013, 12, 19, 15, 0, 0, TimeSpan.Zero))).When(new MonitorAccount())
            .Single<SessionRolled>().ShouldSatisfyAllConditions(e => e.SessionDate.ShouldBe(new DateOnly(2013, 12, 19)), e => e.WeekStarted.ShouldBeFalse());
    }

    [Fact]
    public void A_clock_set_back_does_not_begin_yesterday_again() =>
        Given(Past.Opened()).In(w => w.At(World.Morning.AddDays(-1))).When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void Counters_of_the_day_start_again_and_the_losing_streak_with_them()
    {
        var lost = Given(Past.Opened(), Past.Approved(2, Ask.Buy(1m)), Past.Filled(2, "e1", Side.Buy, 1m, 1800m), Past.Approved(4, Ask.Sell(1m)), Past.Filled(4, "e2", Side.Sell, 1m, 1799m));
        var state = lost.In(w => w.At(Boundary)).When(new MonitorAccount()).State;
        (state.OrdersToday, state.TradesToday, state.LossesToday, state.ConsecutiveLosses, state.DayRealized).ShouldBe((0, 0, 0, 0, 0m));
    }

    [Fact]
    public void A_locked_account_is_open_again_when_the_next_day_begins()
    {
        var locked = Given(Past.Opened(), Past.Adjusted(AdjustmentKind.Fee, 1_000m)).After(new MonitorAccount());
        locked.State.Status.ShouldBe(AccountStatus.Halted);
        locked.When(Ask.Submit(Ask.Buy(1m))).Decision.Violations[0].Code.ShouldBe("ACCOUNT_HALTED");
        locked.In(w => w.At(Boundary)).When(Ask.Submit(Ask.Buy(1m))).ThenApproved();
    }

    private static decimal? FloorAfter(DrawdownRules rules, params decimal[] closes)
    {
        var profile = TestRules.Load("topstep/topstep-50k", p => p with { StartBalance = 100_000m, Drawdown = rules });
        var scenario = Given().In(w => w.Under(profile)).After(new OpenAccount(Past.Account, "topstep-50k", null, null, "paper"));
        var day = Boundary;
        foreach (var close in closes)
        {
            scenario = scenario.After(new AdjustBalance($"{day:O}", AdjustmentKind.Correction, close - scenario.State.Balance, "", "")).In(w => w.At(day)).After(new MonitorAccount());
            day = day.AddDays(1);
        }

        return scenario.State.DrawdownFloor;
    }

    private static readonly DrawdownRules EndOfDay = new() { Mode = DrawdownMode.EndOfDay, Amount = 3_000m };

    [Fact]
    public void An_end_of_day_floor_follows_closes_up_and_never_down()
    {
        FloorAfter(EndOfDay).ShouldBe(97_000m);
        FloorAfter(EndOfDay, 99_500m).ShouldBe(97_000m);
        FloorAfter(EndOfDay, 99_500m, 104_500m).ShouldBe(101_500m);
        FloorAfter(EndOfDay, 99_500m, 104_500m, 102_000m).ShouldBe(101_500m);
    }

    [Fact]
    public void An_end_of_day_floor_ignores_a_spike_within_the_day()
    {
        var profile = TestRules.Load("topstep/topstep-50k", p => p with { StartBalance = 100_000m, Drawdown = EndOfDay });
        Given([Past.Opened(100_000m, 97_000m), .. Past.Holding(1m)[1..]]).In(w => w.Under(profile).Quoting(1880m, 1880.25m)).When(new MonitorAccount()).ThenNothing();
    }

    [Fact]
    public void A_floor_that_trails_kills_an_account_in_profit() =>
        Given(Past.Opened(100_000m, 101_500m), Past.Adjusted(AdjustmentKind.Correction, 1_000m))
            .In(w => w.Under(TestRules.Load("topstep/topstep-50k", p => p with { StartBalance = 100_000m, Drawdown = EndOfDay })))
            .When(new MonitorAccount()).State.Status.ShouldBe(AccountStatus.Breached);

    [Fact]
    public void A_locked_floor_stays_where_it_is()
    {
        var locked = EndOfDay with { LockAbove = 100m };
        FloorAfter(locked, 104_500m).ShouldBe(100_100m);
        FloorAfter(locked, 104_500m, 120_000m).ShouldBe(100_100m);
    }

    [Theory]
    [InlineData(150, AccountStatus.Active)]
    [InlineData(50, AccountStatus.Breached)]
    public void At_a_locked_floor_a_little_decides(int above, AccountStatus status) =>
        Given(Past.Opened(100_000m, 100_100m), Past.Adjusted(AdjustmentKind.Correction, above))
            .In(w => w.Under(TestRules.Load("topstep/topstep-50k", p => p with { StartBalance = 100_000m, Drawdown = EndOfDay with { LockAbove = 100m } })))
            .When(new MonitorAccount()).State.Status.ShouldBe(status);

    [Fact]
    public void A_static_floor_never_moves() => FloorAfter(new() { Mode = DrawdownMode.Static, Amount = 10_000m }, 150_000m).ShouldBe(90_000m);

    private static readonly DrawdownRules Intraday = new() { Mode = DrawdownMode.Intraday, Amount = 2_000m, LockAbove = 100m };

    private static Scenario Trailing => Given(Past.Holding(1m)).In(w => w.Under(TestRules.Load("topstep/topstep-50k", p => p with { Drawdown = Intraday })));

    [Fact]
    public void An_intraday_floor_follows_every_new_peak()
    {
        var peak = Trailing.In(w => w.Quoting(1820m, 1820.25m));
        peak.When(new MonitorAccount()).Then(new PeakRaised(51_000m, 49_000m, World.Morning));
        peak.After(new MonitorAccount()).In(w => w.Quoting(1819m, 1819.25m)).When(new MonitorAccount()).ThenNothing();
        peak.In(w => w.Quoting(1900m, 1900.25m)).When(new MonitorAccount()).Then(new PeakRaised(55_000m, 50_100m, World.Morning));
    }

    /// <summary>The last moment of a day counts for it, its boundary already for the next.</summary>
    [Theory]
    [InlineData(-1, 48_500)]
    [InlineData(0, 48_000)]
    public void A_profit_taken_at_the_boundary_belongs_to_the_day_that_begins(int ticks, int floor)
    {
        var profile = TestRules.Load("topstep/topstep-50k", p => p with { Drawdown = new() { Mode = DrawdownMode.EndOfDay, Amount = 2_000m } });
        var closing = Given([.. Past.Holding(1m), Past.Approved(5, Ask.Sell(1m), Facts.Exposure.Closing)]).In(w => w.Under(profile).At(Boundary.AddTicks(ticks)));
        var state = closing.After(Ask.Fill("e5", 5, 1m, 1810m)).In(w => w.At(Boundary)).When(new MonitorAccount()).State;
        state.Balance.ShouldBe(50_500m);
        state.DrawdownFloor.ShouldBe(floor);
        state.DayRealized.ShouldBe(ticks < 0 ? 0m : 500m);
    }

    [Theory]
    [InlineData("2013-12-17T23:00:00Z")]
    [InlineData("2013-12-20T22:59:59Z")]
    [InlineData("2013-12-22T23:00:00Z")]
    [InlineData("2013-12-25T23:00:00Z")]
    public void An_order_good_till_cancelled_works_on_over_rolls_weekends_and_holidays_and_reserves_what_it_did(string at)
    {
        var dax = Ask.Limit(Side.Buy, 1m, 8_990m) with { Symbol = World.Dax, TimeInForce = TimeInForce.Gtc };
        var rolled = Given(Past.Opened(), Past.Approved(2, dax)).In(w => w.At(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture))).When(new MonitorAccount());
        rolled.Events.OfType<SessionRolled>().ShouldHaveSingleItem();
        rolled.State.Orders[Past.Id(2)].RiskReserved.ShouldBe(79.5m);
    }

    [Fact]
    public void A_doubtful_mark_raises_no_peak()
    {
        Trailing.In(w => w.Quoting(1900m, 1900.25m).Doubting()).When(new MonitorAccount()).ThenNothing();
        Trailing.In(w => w.Quoting(1900m, 1900.25m).Doubting().At(Boundary)).When(new MonitorAccount()).Single<SessionRolled>().DrawdownFloor.ShouldBe(48_000m);
    }

    /// <summary>Five percent of the start, or of the day's own reference: from 102,000 the floors are 97,000 and 96,900.</summary>
    [Theory]
    [InlineData("account.DayPnl > -0.05m * account.StartBalance", 96_999, true)]
    [InlineData("account.DayPnl > -0.05m * account.StartBalance", 97_001, false)]
    [InlineData("account.DayPnl > -0.05m * account.DayStartBalance", 97_000, false)]
    [InlineData("account.DayPnl > -0.05m * account.DayStartBalance", 96_900, true)]
    public void A_daily_loss_in_percent_says_of_what(string expression, int equity, bool tripped)
    {
        var file = new RuleFile("daily.json", $$"""[{ "WorkflowName": "daily", "Rules": [{ "RuleName": "DailyLoss", "Expression": "{{expression}}", "ErrorMessage": "too much", "Properties": { "Code": "DAILY", "Effect": "Flatten" } }] }]""");
        var rules = TestRules.Load("topstep/topstep-50k", p => p with { StartBalance = 100_000m, Drawdown = new() }, monitor: file);
        var day = Given(Past.Opened(100_000m, null), new SessionRolled(new DateOnly(2013, 12, 17), 102_000m, 102_000m, false, 102_000m, 102_000m, null, Past.Before), Past.Adjusted(AdjustmentKind.Correction, equity - 100_000m) with { })
            .In(w => w.Under(rules));
        // The day began at 102,000; what the account has now is the given equity.
        var facts = FactGatherer.Account(day.State, Valuation.Of(day.State, day.World.Market, World.Instruments, rules.Profile), rules.Profile);
        facts.DayPnl.ShouldBe(equity - 102_000m);
        day.When(new MonitorAccount()).Events.OfType<LimitTripped>().Any().ShouldBe(tripped);
    }

    [Fact]
    public void The_calendar_of_these_tests_is_the_one_of_the_clock_tests() => TestRules.Topstep.Profile.Session.Calendar.ShouldBe(TestCalendars.Futures.Name);
}
