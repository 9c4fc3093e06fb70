using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Reports.Folding;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Tests;

/// <summary>The reports fold the same events as the account itself does: where both tell of one thing, they tell the same.</summary>
public sealed class The_reports_agree_with_the_account
{
    private const int Stories = 150;

    [Fact]
    public void An_order_is_open_with_what_may_still_fill_exactly_where_the_account_says_so() => Check((events, rows) =>
    {
        var state = AccountState.Empty.Evolve(events);
        rows.Orders.All.Where(order => order.IsOpen).Select(order => order.OrderId).Order(StringComparer.Ordinal)
            .ShouldBe(state.Orders.Keys.Select(id => id.Value).Order(StringComparer.Ordinal));
        foreach (var order in state.Orders.Values)
        {
            var record = rows.Orders.Find(order.Id.Value)!;
            (record.WorkingQuantity - record.GrossFilled).ShouldBe(order.Quantity - order.Filled);
            record.Status.ShouldBe(order.Status, record.OrderId);
            (record.PendingBy.Length > 0).ShouldBe(order.Pending is not null);
            (record.Strategy, record.Symbol, record.Side, record.Type, record.CancelRequested).ShouldBe((order.Strategy, order.Symbol, order.Side, order.Type, order.CancelRequested));
        }

        foreach (var id in Enumerable.Range(0, state.ClosedOrders.Count).Select(at => state.ClosedOrders.Entries[at].Key).Where(id => !state.Orders.ContainsKey(id)))
        {
            state.ClosedOrders.TryGet(id, out var closed).ShouldBeTrue();
            rows.Orders.Find(id.Value)!.Status.ShouldBe(closed!.Status, id.Value);
        }
    });

    [Fact]
    public void An_orders_fills_are_those_that_were_not_busted() => Check((events, rows) =>
    {
        var busted = events.OfType<FillBusted>().Select(e => e.BustedExecutionId).ToHashSet(StringComparer.Ordinal);
        var fills = events.OfType<OrderFilled>().Where(e => !busted.Contains(e.ExecutionId)).ToLookup(e => e.OrderId.Value, StringComparer.Ordinal);
        foreach (var order in rows.Orders.All)
        {
            var own = fills[order.OrderId].ToArray();
            (order.FilledQuantity, order.Commission).ShouldBe((own.Sum(e => e.Quantity), own.Sum(e => e.Commission)));
            order.AveragePrice.ShouldBe(own.Length == 0 ? null : Domain.Money.Normalize(own.Sum(e => e.Quantity * e.Price) / own.Sum(e => e.Quantity)));
        }

        rows.Orders.All.Count(order => order.Origin == OrderOrigin.Client).ShouldBe(events.OfType<OrderDecided>().Count());
        foreach (var decided in events.OfType<OrderDecided>())
        {
            var order = rows.Orders.Find(decided.OrderId.Value)!;
            (order.Verdict, order.ApprovedQuantity, order.ClientOrderId, order.DecidedAt).ShouldBe((decided.Verdict, decided.ApprovedQuantity, decided.Request.ClientOrderId.Value, decided.At));
            order.FailedRules.ShouldBe(decided.Violations.Select(violation => violation.Code));
        }
    });

    [Fact]
    public void A_day_has_the_accounts_own_counts_and_money_to_the_moment_it_ends() => Check((events, rows) =>
    {
        var state = AccountState.Empty;
        var days = new List<DateOnly>();
        foreach (var happened in events)
        {
            if (happened is SessionRolled rolled)
            {
                var day = ShouldBeToday(rows, state);
                (day.EndBalance, day.EndEquity).ShouldBe((rolled.Balance, rolled.Equity));
            }

            state = state.Evolve(happened);
            if (happened is AccountOpened or SessionRolled) days.Add(state.SessionDate);
        }

        ShouldBeToday(rows, state).EndBalance.ShouldBeNull();
        rows.Days.All.Select(day => day.SessionDate).ShouldBe(days);
        rows.Days.All.Sum(day => day.Approved + day.Resized + day.Held + day.Rejected).ShouldBe(events.OfType<OrderDecided>().Count());
        rows.Days.All.Sum(day => day.Fills).ShouldBe(events.OfType<OrderFilled>().Count());
        rows.Days.All.Sum(day => day.Busts).ShouldBe(events.OfType<FillBusted>().Count());
        rows.Days.All.Sum(day => day.Locks + day.Breaches).ShouldBe(events.OfType<LimitTripped>().Count());
        rows.Days.All.Sum(day => day.Flattens).ShouldBe(events.OfType<FlattenRequested>().Count());
        rows.Days.All.Sum(day => day.Commission).ShouldBe(rows.Orders.All.Sum(order => order.Commission));
    });

    [Fact]
    public void A_rule_is_counted_as_often_as_decisions_tell_of_it() => Check((events, rows) =>
    {
        var decisions = Dated(events).Where(dated => dated.Happened is OrderDecided).Select(dated => (dated.Day, Decided: (OrderDecided)dated.Happened)).ToArray();
        foreach (var rule in rows.Rules.All)
        {
            var day = decisions.Where(decision => decision.Day == rule.SessionDate).Select(decision => decision.Decided).ToArray();
            var failures = day.SelectMany(decision => decision.Violations).Where(violation => violation.Code == rule.Code).ToArray();
            var slack = day.SelectMany(decision => decision.Headroom).Where(held => held.Code == rule.Code).Select(held => held.Slack).ToArray();
            rule.Failed.ShouldBe(failures.Length);
            rule.Evaluated.ShouldBe(failures.Length + slack.Length);
            rule.Errors.ShouldBe(failures.Count(violation => violation.Error));
            rule.SmallestHeadroom.ShouldBe(slack.Length == 0 ? null : slack.Min());
            rule.LargestExcess.ShouldBe(failures.Max(violation => violation.OverBy));
            rule.RejectedAlone.ShouldBe(day.Count(decision =>
                decision.Verdict == Verdict.Rejected && decision.Violations.Where(violation => violation.Blocks).Select(violation => violation.Code).SequenceEqual([rule.Code])));
        }

        rows.Rules.All.Sum(rule => rule.Evaluated).ShouldBe(decisions.Sum(decision => decision.Decided.Violations.Length + decision.Decided.Headroom.Length));
        rows.Rules.All.Sum(rule => rule.Tripped).ShouldBe(events.OfType<LimitTripped>().Count());
    });

    [Fact]
    public void What_strategies_have_made_and_what_is_still_open_is_what_the_account_has_made() => Check((events, rows) =>
    {
        var state = AccountState.Empty.Evolve(events);
        (rows.Evidence.All.Sum(one => one.Realized) + rows.Positions.All.Sum(held => held.Position.RoundTripPnl)).ShouldBe(state.Positions.Values.Sum(held => held.RealizedPnl));
        foreach (var held in rows.Positions.All)
            held.Position.ShouldBe(state.Positions[held.Position.Symbol]);
        rows.Evidence.All.Sum(one => one.Decisions).ShouldBe(events.OfType<OrderDecided>().Count());
        rows.Evidence.All.Sum(one => one.Trades).ShouldBe(rows.Days.All.Sum(day => day.Trades));
        rows.Evidence.All.Sum(one => one.Commission).ShouldBe(rows.Days.All.Sum(day => day.Commission));
        rows.Rejections.All.Sum(one => one.Count).ShouldBe(events.OfType<OrderDecided>().Where(e => e.Verdict == Verdict.Rejected).Sum(e => e.Violations.Count(violation => violation.Blocks)));
    });

    [Fact]
    public void Drawdown_is_the_deepest_fall_of_closed_trades_below_their_highest()
    {
        var trades = 0L;
        Story.Check(Stories, null, story =>
        {
            // A bust moves what has been made without a trade: without any, each trade is a step of the curve.
            var events = History.WithStrategies(story.Events, strategies: 1).Where(happened => happened is not FillBusted).ToArray();
            var (state, results) = (AccountState.Empty, new List<decimal>());
            foreach (var happened in events)
            {
                var next = state.Evolve(happened);
                if (happened is OrderFilled filled && next.TradesToday > state.TradesToday) results.Add(next.Positions[filled.Symbol].RealizedPnl - results.Sum());
                state = next;
            }

            var curve = results.Select((_, at) => results.Take(at + 1).Sum()).Prepend(0m).ToArray();
            var deepest = curve.Select((level, at) => curve.Take(at + 1).Max() - level).Max();
            var rows = History.Fold(events);
            // What fills late for the gateway's own closing order opens a trip that no strategy owns.
            if (rows.Evidence.All.Any(one => one is { Strategy: "", Trades: > 0 })) return;
            rows.Evidence.All.Where(one => one.Strategy == "meanrev").Select(one => (one.Realized, one.MaxDrawdown, one.Trades))
                .ShouldBe(events.OfType<OrderDecided>().Any() ? [(curve[^1], deepest, results.Count)] : []);
            trades += results.Count;
        });
        trades.ShouldBeGreaterThan(20);
    }

    private static AccountDay ShouldBeToday(ReportRows rows, AccountState state)
    {
        var day = rows.Days.Find((Past.Account.Value, state.SessionDate))!;
        (day.Orders, day.Trades, day.Wins, day.Losses).ShouldBe((state.OrdersToday, state.TradesToday, state.WinsToday, state.LossesToday));
        (day.StartBalance, day.StartEquity, day.NetDeposits).ShouldBe((state.DayStartBalance, state.DayStartEquity, state.DayNetDeposits));
        (day.Realized + day.OtherAdjustments).ShouldBe(state.DayRealized);
        return day;
    }

    private static IEnumerable<(DateOnly Day, IAccountEvent Happened)> Dated(IEnumerable<IAccountEvent> events)
    {
        var state = AccountState.Empty;
        foreach (var happened in events)
        {
            state = state.Evolve(happened);
            yield return (state.SessionDate, happened);
        }
    }

    private static void Check(Action<IReadOnlyList<IAccountEvent>, ReportRows> holds) => Story.Check(Stories, null, story =>
    {
        var events = History.WithStrategies(story.Events, strategies: 4);
        holds(events, History.Fold(events));
    });
}
