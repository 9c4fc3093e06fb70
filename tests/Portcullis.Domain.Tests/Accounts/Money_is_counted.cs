using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Money_is_counted
{
    private static Position Held(params (Side Side, decimal Quantity, decimal Price)[] fills) =>
        fills.Aggregate(new Position { Symbol = World.Es, PointValue = 50m, Currency = "USD" }, (p, f) => p.Fill(f.Side, f.Quantity, f.Price, 0m, 1m).After);

    [Fact]
    public void The_average_weighs_by_quantity()
    {
        var position = Held((Side.Buy, 1m, 1800m), (Side.Buy, 3m, 1804m));
        position.AveragePrice.ShouldBe(1803m);
        position.UnrealizedPnl(1803.25m, 1m).ShouldBe(50m);
    }

    [Fact]
    public void A_partial_close_realises_at_the_average_and_keeps_it()
    {
        var position = Held((Side.Buy, 2m, 1800m), (Side.Buy, 2m, 1802m), (Side.Sell, 1m, 1803m));
        position.RealizedPnl.ShouldBe(100m);
        position.AveragePrice.ShouldBe(1801m);
        position.Quantity.ShouldBe(3m);
    }

    [Fact]
    public void A_flip_realises_the_whole_and_opens_the_rest_at_its_price()
    {
        var position = Held((Side.Buy, 2m, 1800m), (Side.Sell, 5m, 1801m));
        position.RealizedPnl.ShouldBe(100m);
        position.Quantity.ShouldBe(-3m);
        position.AveragePrice.ShouldBe(1801m);
    }

    [Fact]
    public void A_short_profits_from_a_fall() => Held((Side.Sell, 2m, 1800m), (Side.Buy, 2m, 1799m)).RealizedPnl.ShouldBe(100m);

    [Fact]
    public void Averages_that_have_no_end_lose_nothing()
    {
        var position = Held((Side.Buy, 1m, 1800m), (Side.Buy, 2m, 1800.25m), (Side.Sell, 1m, 1801m), (Side.Sell, 1m, 1801m), (Side.Sell, 1m, 1801m));
        position.RealizedPnl.ShouldBe((3m * 1801m - 1800m - (2m * 1800.25m)) * 50m);
        position.Cost.ShouldBe(0m);
    }

    [Fact]
    public void Commissions_come_off_the_balance_with_the_fill() =>
        Given([.. Past.Holding(1m), Past.Filled(2, "e9", Side.Buy, 1m, 1800m, 2.25m)]).State.Balance.ShouldBe(49_997.75m);

    [Fact]
    public void A_fill_in_another_currency_is_booked_at_the_rate_of_its_moment()
    {
        var approved = Past.Approved(2, Ask.Buy(1m) with { Symbol = World.Dax });
        var filled = Given(Past.Opened(), approved).In(w => w.Quoting(9_000m, 9_001m, World.Dax).Quoting(1.25m, 1.25m, "EURUSD"))
            .When(Ask.Fill("e1", 2, 1m, 9_001m, 2m)).Single<OrderFilled>();
        filled.ConversionRate.ShouldBe(1.25m);
        filled.Commission.ShouldBe(2.5m);
        filled.PointValue.ShouldBe(1m);
        filled.Currency.ShouldBe("EUR");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fill_whose_currency_has_no_rate_is_booked_visibly_and_locks_entries(bool quotedBefore)
    {
        var bought = Given(Past.Opened(), Past.Approved(2, Ask.Buy(1m) with { Symbol = World.Dax })).In(w => w.Quoting(9_000m, 9_001m, World.Dax));
        if (quotedBefore) bought = bought.In(w => w.Quoting(1.25m, 1.25m, "EURUSD").Doubting("EURUSD"));
        var filled = bought.When(Ask.Fill("e1", 2, 1m, 9_001m, 2m));

        // A doubtful quote was a trusted one once; where there never was one, nobody pretends to know.
        if (quotedBefore)
        {
            filled.Then(typeof(OrderFilled));
            filled.Single<OrderFilled>().ShouldSatisfyAllConditions(f => f.ConversionRate.ShouldBe(1.25m), f => f.Commission.ShouldBe(2.5m));
            return;
        }

        filled.Then(typeof(OrderFilled), typeof(FillValueAssumed), typeof(AccountStatusChanged));
        filled.Single<FillValueAssumed>().Assumption.ShouldBe("no rate of EUR to USD is known: 1 was taken");
        filled.State.Status.ShouldBe(AccountStatus.ReduceOnly);
        filled.State.StatusReason.ShouldContain("Correct the balance, then rearm.");
    }

    [Fact]
    public void A_fill_of_what_is_not_in_the_reference_data_any_more_is_booked_visibly() =>
        Given(Past.Opened(), Past.Approved(2, Ask.Buy(1m) with { Symbol = "GONE" })).When(Ask.Fill("e1", 2, 1m, 10m)).Then(typeof(OrderFilled), typeof(FillValueAssumed), typeof(AccountStatusChanged));

    [Fact]
    public void A_bust_takes_back_quantity_money_and_commission()
    {
        var before = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m)), Past.Filled(2, "e1", Side.Buy, 1m, 1800m, 2.25m));
        var busted = before.After(Ask.Fill("e2", 2, 1m, 1804m, 2.25m)).When(Ask.Execution("e3", Past.Id(2), ExecutionKind.Busted, busted: "e2"))
            .Then(typeof(FillBusted)).State;
        busted.Balance.ShouldBe(before.State.Balance);
        busted.Positions[World.Es].ShouldBe(before.State.Positions[World.Es]);
    }

    [Fact]
    public void A_bust_of_a_closing_fill_brings_the_position_back_at_its_cost()
    {
        var held = Given(Past.Holding(2m));
        var busted = held.After(Ask.Submit(Ask.Sell(2m))).After(Ask.Fill("e5", 5, 2m, 1790m)).After(Ask.Execution("e6", Past.Id(5), ExecutionKind.Busted, busted: "e5"));
        busted.State.Positions[World.Es].AveragePrice.ShouldBe(1800m);
        busted.State.Balance.ShouldBe(50_000m);
    }

    [Fact]
    public void A_bust_of_an_entry_that_was_partly_closed_measures_the_close_against_what_is_left()
    {
        var position = Held((Side.Buy, 1m, 1800m));
        var (after, change, _) = position.Fill(Side.Buy, 1m, 1810m, 0m, 1m);
        var closed = after.Fill(Side.Sell, 1m, 1820m, 0m, 1m).After;
        var busted = closed.Without(change);
        busted.Quantity.ShouldBe(0m);
        busted.Cost.ShouldBe(0m);
        busted.RealizedPnl.ShouldBe(20m * 50m);
    }

    [Fact]
    public void A_fill_is_busted_once()
    {
        var busted = Given(Past.Holding(1m)).After(Ask.Execution("e3", Past.Id(2), ExecutionKind.Busted, busted: "e-2"));
        busted.When(Ask.Execution("e4", Past.Id(2), ExecutionKind.Busted, busted: "e-2")).ThenNothing();
        busted.When(Ask.Fill("e-2", 2, 1m, 1800m)).ThenNothing();
    }

    [Fact]
    public void A_bust_of_a_fill_never_seen_is_unknown() =>
        Given(Past.Opened()).When(Ask.Execution("e3", Past.Id(2), ExecutionKind.Busted, busted: "none")).Then(typeof(UnknownExecutionReported), typeof(AccountStatusChanged));

    [Theory]
    [InlineData(AdjustmentKind.Deposit, 50_100, 0)]
    [InlineData(AdjustmentKind.Withdrawal, 49_900, 0)]
    [InlineData(AdjustmentKind.Fee, 49_900, -100)]
    [InlineData(AdjustmentKind.Correction, 50_100, 100)]
    public void Deposits_are_not_profit(AdjustmentKind kind, int balance, int profit)
    {
        var state = Given(Past.Opened()).After(new AdjustBalance("x", kind, 100m, "", "ann")).State;
        state.Balance.ShouldBe(balance);
        state.TotalProfit.ShouldBe(profit);
        state.DayRealized.ShouldBe(profit);
    }

    [Fact]
    public void An_adjustment_is_booked_once()
    {
        var adjusted = Given(Past.Opened()).After(new AdjustBalance("x", AdjustmentKind.Fee, 100m, "", "ann"));
        adjusted.When(new AdjustBalance("x", AdjustmentKind.Fee, 100m, "", "ann")).ThenRepeated(2);
        adjusted.When(new AdjustBalance("x", AdjustmentKind.Fee, 200m, "", "ann")).ThenRefused(RefusalCode.AdjustmentIdReused);
    }

    [Fact]
    public void Winning_and_losing_round_trips_are_counted()
    {
        var state = Given(
            Past.Opened(),
            Past.Approved(2, Ask.Buy(1m)), Past.Filled(2, "e1", Side.Buy, 1m, 1800m), Past.Approved(4, Ask.Sell(3m)), Past.Filled(4, "e2", Side.Sell, 3m, 1801m),
            Past.Approved(6, Ask.Buy(2m)), Past.Filled(6, "e3", Side.Buy, 2m, 1802m)).State;
        (state.TradesToday, state.WinsToday, state.LossesToday, state.ConsecutiveLosses, state.TradingDays).ShouldBe((2, 1, 1, 1, 1));
    }
}
