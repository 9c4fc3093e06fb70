using Microsoft.Extensions.DependencyInjection;
using Portcullis.Client;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;
using OrderRequest = Portcullis.Client.OrderRequest;
using Verdict = Portcullis.Client.Verdict;

namespace Portcullis.Gateway.Tests.Reports;

/// <summary>Two trading days of several accounts at once, and every report held against a plain reading of the journal.</summary>
public sealed class Reports_and_the_truth(GatewayFixture fixture)
{
    /// <summary>The account that a person closes, instead of selling.</summary>
    private const string Flattened = "f";

    private static readonly decimal[] Prices = [165.00m, 166.20m, 164.90m, 165.40m, 164.60m];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_report_says_what_the_events_say_and_says_it_again_when_built_anew_while_orders_flow()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        var accounts = new[] { ("a", TestPacks.Wide), ("b", TestPacks.Wide), ("c", TestPacks.Tight), (Flattened, TestPacks.Wide) };
        foreach (var (id, profile) in accounts) await gateway.Admin.Accounts.OpenAsync(id, profile, cancellation: Ct);

        await DayAsync(gateway, Market.Start, accounts.Select(account => account.Item1), "first");
        await CompareAsync(gateway);

        var build = await gateway.Admin.Reports.RebuildAsync("reports", Ct);
        await DayAsync(gateway, Market.Start.AddDays(1), accounts.Select(account => account.Item1), "second");
        await ServeAsync(gateway, build);
        await CompareAsync(gateway);

        await ServeAsync(gateway, await gateway.Admin.Reports.RebuildAsync("reports", Ct));
        var truth = await CompareAsync(gateway);
        truth.Count<FlattenRequested>().ShouldBeGreaterThan(0);
        truth.Count<ExitOrdered>().ShouldBeGreaterThan(0);
        truth.Count<OrderReplaced>().ShouldBeGreaterThan(0);
        truth.Count<OrderCanceled>().ShouldBeGreaterThan(0);
        truth.Count<SessionRolled>().ShouldBe(accounts.Length);
        truth.Count<OrderFilled>().ShouldBeGreaterThan(40);
    }

    /// <summary>Buys, a resting order, one that is too large, a price that moves, and sales of what is held; in all accounts at once.</summary>
    private static async Task DayAsync(TestGateway gateway, DateTimeOffset start, IEnumerable<string> accounts, string day)
    {
        foreach (var (price, turn) in Prices.Select((price, turn) => (price, turn)))
        {
            var (from, to) = (start.AddMinutes(turn * 2), start.AddMinutes((turn * 2) + 1));
            await gateway.Admin.Simulation.StepAsync([Market.Quote(from, price, price + 0.01m)], cancellation: Ct);
            await Task.WhenAll(accounts.Select(account => OpenAsync(gateway.Admin.Orders, account, $"{day}-{turn}")));
            var next = Prices[(turn + 1) % Prices.Length];
            await gateway.Admin.Simulation.StepAsync([Market.Quote(to, next, next + 0.01m)], cancellation: Ct);
            await Task.WhenAll(accounts.Select(account => CloseAsync(gateway.Admin, account, $"{day}-{turn}")));
        }
    }

    private static async Task OpenAsync(OrdersClient orders, string account, string turn)
    {
        await orders.SubmitAsync(By("trend", Market.Buy(account, $"{turn}-in", 3m)), Ct);
        await orders.SubmitAsync(By("meanrev", Market.Buy(account, $"{turn}-more", 2m)), Ct);
        await orders.SubmitAsync(By("meanrev", Market.Buy(account, $"{turn}-large", 500m, limit: 100m)), Ct);
        if ((await orders.SubmitAsync(By("trend", Market.Buy(account, $"{turn}-rest", 1m, limit: 150m)), Ct)).Verdict == Verdict.Approved)
            await orders.ReplaceAsync(new() { AccountId = account, ClientOrderId = $"{turn}-changed", OriginalClientOrderId = $"{turn}-rest", Quantity = 2m, LimitPrice = 151m }, Ct);
    }

    private static async Task CloseAsync(PortcullisClient client, string account, string turn)
    {
        var held = (await client.Accounts.GetAsync(account, Ct)).Positions.Sum(position => position.Quantity);
        if (account == Flattened)
        {
            await client.Orders.FlattenAsync(account, reason: "test", cancellation: Ct);
            return;
        }

        if (held > 1m)
            await client.Orders.SubmitAsync(By("trend", Market.Sell(account, $"{turn}-part", 1m)), Ct);
        if (held > 0m)
            await client.Orders.SubmitAsync(By("trend", Market.Sell(account, $"{turn}-out", Math.Max(1m, held - 1m))), Ct);
        await client.Orders.CancelAllAsync(account, cancellation: Ct);
        await client.Accounts.AdjustAsync(account, $"{turn}-deposit", Client.AdjustmentKind.Deposit, 10.5m, "test", Ct);
    }

    private static OrderRequest By(string strategy, OrderRequest order) => order with { Strategy = strategy, StrategyVersion = "1" };

    private static async Task ServeAsync(TestGateway gateway, ReadModel build)
    {
        while (build.CaughtUpAt is null)
            build = (await gateway.Admin.Reports.ModelsAsync(Ct)).Single(model => model.Build == build.Build);
        build.Serving.ShouldBeTrue();
    }

    private static async Task<Truth> CompareAsync(TestGateway gateway)
    {
        var (truth, reports) = (await Truth.OfAsync(gateway.Services.GetRequiredService<IJournal>(), Ct), gateway.Admin.Reports);
        var orders = await AllAsync(next => reports.OrdersAsync(new OrderQuestion { CaughtUp = true, PageSize = 100, Page = next }, Ct));
        var rules = await AllAsync(next => reports.RulesAsync(new DayQuestion { CaughtUp = true, PageSize = 100, Page = next }, Ct));
        var days = await AllAsync(next => reports.DaysAsync(new DayQuestion { CaughtUp = true, PageSize = 3, Page = next }, Ct));
        var evidence = await AllAsync(next => reports.EvidenceAsync(new EvidenceQuestion { CaughtUp = true, PageSize = 1, Page = next }, Ct));

        Same(truth.Orders(), orders.Select(o => Truth.Line(
            o.Position, o.AccountId, o.SessionDate, o.OrderId, o.ClientOrderId, o.Origin, o.Strategy, o.Verdict, Truth.Number(o.ApprovedQuantity), string.Join('+', o.FailedRules), o.Replaces, o.Status,
            $"{Truth.Number(o.FilledQuantity)} at {(o.AveragePrice is { } price ? Truth.Number(price) : "-")} for {Truth.Number(o.Commission)}")));
        Same(truth.Days(), days.Select(d => Truth.Line(
            d.AccountId, d.SessionDate, Truth.Number(d.StartBalance), d.EndBalance is { } end ? Truth.Number(end) : "", Truth.Number(d.Realized), Truth.Number(d.Commission), Truth.Number(d.NetDeposits),
            d.Orders, d.Approved, d.Resized, d.Held, d.Rejected, d.Fills, d.Trades, d.Wins, d.Losses, Truth.Number(d.LargestLoss), d.Locks + d.Breaches, d.Flattens)));
        Same(truth.Rules(), rules.Select(r => Truth.Line(
            r.AccountId, r.SessionDate, r.Code, r.Evaluated, r.Failed, r.Errors, r.RejectedAlone, r.Tripped,
            r.SmallestHeadroom is { } room ? Truth.Number(room) : "", r.LargestExcess is { } excess ? Truth.Number(excess) : "")));
        Same(truth.Evidence(), evidence.Select(e => Truth.Line(
            e.Strategy, e.Version, e.Decisions, e.Approved, e.Resized, e.Held, e.Rejected, e.Fills, Truth.Number(e.Commission), e.Trades, e.Wins, e.Losses, e.SharedTrades,
            Truth.Number(e.Realized), Truth.Number(e.MaxDrawdown), e.DaysTraded,
            string.Join('+', e.RejectedBy.OrderBy(rule => rule.Code, StringComparer.Ordinal).Select(rule => $"{rule.Code}:{rule.Count}")))));
        return truth;
    }

    private static async Task<List<T>> AllAsync<T>(Func<string, Task<ReportPage<T>>> ask) =>
        [.. (await ReportsClient.PagesAsync(ask, Ct).ToListAsync(Ct)).SelectMany(page => page.Rows)];

    private static void Same(IEnumerable<string> truth, IEnumerable<string> told)
    {
        var (expected, found) = (truth.Order(StringComparer.Ordinal).ToList(), told.Order(StringComparer.Ordinal).ToList());
        expected.ShouldNotBeEmpty();
        found.Except(expected).ShouldBeEmpty($"instead of {string.Join('\n', expected.Except(found))}");
        found.ShouldBe(expected);
    }
}
