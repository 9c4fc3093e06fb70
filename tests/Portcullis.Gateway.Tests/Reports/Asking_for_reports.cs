using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;

namespace Portcullis.Gateway.Tests.Reports;

public sealed class Asking_for_reports(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ReportsClient Reports => fixture.Admin.Reports;

    [Fact]
    public async Task An_order_is_listed_with_its_decision_and_what_became_of_it()
    {
        var (wide, tight) = (await fixture.OpenAsync(), await fixture.OpenAsync(TestPacks.Tight));
        var filled = await fixture.Admin.Orders.SubmitAsync(Market.Buy(wide, "filled", 2m) with { Strategy = "meanrev", StrategyVersion = "1.2" }, Ct);
        var resting = await fixture.Admin.Orders.SubmitAsync(Market.Buy(wide, "resting", 3m, limit: 160m), Ct);
        var rejected = await fixture.Admin.Orders.SubmitAsync(Market.Buy(tight, "large", 11m), Ct);
        rejected.Verdict.ShouldBe(Verdict.Rejected);

        var page = await Reports.OrdersAsync(new OrderQuestion { AccountId = wide, CaughtUp = true }, Ct);

        page.Rows.Select(order => (order.OrderId, order.ClientOrderId, order.Verdict, order.Status, order.FilledQuantity)).ShouldBe(
        [
            (resting.OrderId, "resting", Verdict.Approved, OrderStatus.Working, 0m),
            (filled.OrderId, "filled", Verdict.Approved, OrderStatus.Filled, 2m),
        ]);
        var first = page.Rows[1];
        (first.Strategy, first.StrategyVersion, first.AveragePrice, first.RuleSetHash, first.DecidedAt).ShouldBe(("meanrev", "1.2", Market.Ask, filled.RuleSetHash, filled.DecidedAt));
        (page.Position, page.NextPage).ShouldBe((page.Head, ""));
        var refused = (await Reports.OrdersAsync(new OrderQuestion { AccountId = tight, CaughtUp = true }, Ct)).Rows.ShouldHaveSingleItem();
        (refused.Verdict, refused.Status, refused.AveragePrice).ShouldBe((Verdict.Rejected, OrderStatus.Rejected, null));
        refused.FailedRules.ShouldBe(rejected.Violations.Select(violation => violation.Code));
    }

    [Fact]
    public async Task Filters_choose_and_pages_follow_each_other()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        foreach (var (id, quantity) in ((string, decimal)[])[("o-1", 1m), ("o-2", 20m), ("o-3", 1m), ("o-4", 30m), ("o-5", 1m)])
            await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, id, quantity, limit: 160m), Ct);
        var all = new OrderQuestion { AccountId = account, CaughtUp = true };
        var code = (await Reports.OrdersAsync(all with { Verdict = Verdict.Rejected }, Ct)).Rows[0].FailedRules[0];

        (await Ids(all with { Verdict = Verdict.Rejected })).ShouldBe(["o-4", "o-2"]);
        (await Ids(all with { Rule = code })).ShouldBe(["o-4", "o-2"]);
        (await Ids(all with { Rule = "NO_SUCH_RULE" })).ShouldBeEmpty();
        (await Ids(all with { Symbol = "OTHER" })).ShouldBeEmpty();
        (await Ids(all with { From = Market.Start.AddDays(1) })).ShouldBeEmpty();
        (await Ids(all with { From = Market.Start, Until = Market.Start.AddDays(1) })).Length.ShouldBe(5);
        var pages = await ReportsClient.PagesAsync(next => Reports.OrdersAsync(all with { Page = next, PageSize = 2 }, Ct), Ct).ToListAsync(Ct);
        pages.Select(page => page.Rows.Select(order => order.ClientOrderId)).ShouldBe([["o-5", "o-4"], ["o-3", "o-2"], ["o-1"]]);

        async Task<string[]> Ids(OrderQuestion question) => [.. (await Reports.OrdersAsync(question, Ct)).Rows.Select(order => order.ClientOrderId)];
    }

    [Fact]
    public async Task Rules_days_and_evidence_tell_of_the_same_orders()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        var strategy = $"s-{account}";
        OrderRequest By(OrderRequest order) => order with { Strategy = strategy, StrategyVersion = "1" };
        await fixture.Admin.Orders.SubmitAsync(By(Market.Buy(account, "in")), Ct);
        await fixture.Admin.Orders.SubmitAsync(By(Market.Sell(account, "out")), Ct);
        var rejected = await fixture.Admin.Orders.SubmitAsync(By(Market.Buy(account, "large", 1_000m)), Ct);
        await fixture.Admin.Accounts.AdjustAsync(account, "d-1", AdjustmentKind.Deposit, 250m, "test", Ct);

        var day = (await Reports.DaysAsync(new DayQuestion { AccountId = account, CaughtUp = true }, Ct)).Rows.ShouldHaveSingleItem();
        var state = await fixture.Admin.Accounts.GetAsync(account, Ct);
        (day.SessionDate, day.StartBalance, day.EndBalance, day.Realized).ShouldBe((state.SessionDate!.Value, state.StartBalance, null, state.DayRealized));
        (day.Orders, day.Approved, day.Rejected, day.Fills, day.Trades, day.NetDeposits).ShouldBe((3, 2, 1, 2, 1, 250m));
        var rules = (await Reports.RulesAsync(new DayQuestion { AccountId = account, CaughtUp = true }, Ct)).Rows;
        rules.Where(rule => rule.Failed > 0).Select(rule => rule.Code).ShouldBe(rejected.Violations.Select(violation => violation.Code).Distinct(), ignoreOrder: true);
        rules.ShouldAllBe(rule => rule.Profile == TestPacks.Tight && rule.Evaluated <= 3);
        var evidence = (await Reports.EvidenceAsync(new EvidenceQuestion { Strategy = strategy, CaughtUp = true }, Ct)).Rows.ShouldHaveSingleItem();
        (evidence.Decisions, evidence.Approved, evidence.Rejected, evidence.Fills, evidence.Trades, evidence.DaysTraded, evidence.Realized).ShouldBe((3, 2, 1, 2, 1, 1, day.Realized));
        evidence.RejectedBy.Select(rule => rule.Code).ShouldBe(rejected.Violations.Select(violation => violation.Code), ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_sees_its_own_accounts_and_nothing_of_others()
    {
        var (mine, theirs) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        foreach (var account in (string[])[mine, theirs])
            await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "o"), Ct);
        using var trader = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([Role.Trader], [mine], Ct));
        using var auditor = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([Role.Auditor], [], Ct));
        using var feed = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([Role.Feed], [], Ct));

        (await trader.Reports.OrdersAsync(new OrderQuestion { CaughtUp = true }, Ct)).Rows.Select(order => order.AccountId).ShouldBe([mine]);
        (await trader.Reports.DaysAsync(new DayQuestion { CaughtUp = true }, Ct)).Rows.Select(day => day.AccountId).ShouldBe([mine]);
        (await auditor.Reports.OrdersAsync(new OrderQuestion { CaughtUp = true, PageSize = 1_000 }, Ct)).Rows.Select(order => order.AccountId).ShouldContain(theirs);
        await Should.ThrowAsync<AccessDeniedException>(() => trader.Reports.OrdersAsync(new OrderQuestion { AccountId = theirs }, Ct));
        await Should.ThrowAsync<AccessDeniedException>(() => trader.Reports.RulesAsync(new DayQuestion { AccountId = theirs }, Ct));
        await Should.ThrowAsync<AccessDeniedException>(() => trader.Reports.EvidenceAsync(cancellation: Ct));
        await Should.ThrowAsync<AccessDeniedException>(() => trader.Reports.RebuildAsync("reports", Ct));
        await Should.ThrowAsync<AccessDeniedException>(() => auditor.Reports.DropAsync("reports", 1, 1, Ct));
        await Should.ThrowAsync<AccessDeniedException>(() => feed.Reports.OrdersAsync(cancellation: Ct));
        (await auditor.Reports.EvidenceAsync(cancellation: Ct)).Rows.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_malformed_question_is_told_every_field_that_is_wrong()
    {
        var reports = new V1.Reports.ReportsClient(fixture.Shared.Channel);
        var orders = new V1.ListOrdersRequest
        {
            AccountId = "No Account", PageSize = 1_001, PageToken = "none of ours", Verdict = (V1.Verdict)99,
            From = new() { Seconds = 10 }, Until = new() { Seconds = 10 },
        };

        (await FieldsAsync(() => reports.ListOrdersAsync(orders, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync)).ShouldBe(
            ["account_id", "verdict", "until", "page_size", "page_token"]);
        (await FieldsAsync(() => reports.ListAccountDaysAsync(new V1.ListAccountDaysRequest { FromDate = "2026-13-01", ToDate = "yesterday" }, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync))
            .ShouldBe(["from_date", "to_date"]);
        (await FieldsAsync(() => reports.ListRuleOutcomesAsync(new V1.ListRuleOutcomesRequest { FromDate = "2026-03-02", ToDate = "2026-03-01", PageSize = -1 }, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync))
            .ShouldBe(["to_date", "page_size"]);
        (await FieldsAsync(() => reports.ListEvidenceAsync(new V1.ListEvidenceRequest { PageToken = "bm9uZQ", Strategy = new string('s', 129) }, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync))
            .ShouldBe(["strategy", "page_token"]);

        static async Task<IEnumerable<string>> FieldsAsync<T>(Func<Task<T>> ask)
        {
            var refused = await Should.ThrowAsync<RpcException>(ask);
            refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
            return refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);
        }
    }

    [Fact]
    public async Task Built_again_while_orders_are_taken_the_new_build_takes_over_and_the_old_one_is_dropped_when_told()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "before"), Ct);
        (await OrdersAsync()).ShouldBe(["before"]);
        (await gateway.Admin.Reports.ModelsAsync(Ct)).ShouldHaveSingleItem().Serving.ShouldBeTrue();
        (await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Reports.DropAsync("reports", 1, 1, Ct))).Reason.ShouldBe("MODEL_SERVES");
        (await Should.ThrowAsync<NotFoundException>(() => gateway.Admin.Reports.RebuildAsync("dreams", Ct))).Message.ShouldContain("dreams");

        var build = await gateway.Admin.Reports.RebuildAsync("reports", Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "meanwhile"), Ct);
        while (build.CaughtUpAt is null)
            build = (await gateway.Admin.Reports.ModelsAsync(Ct)).Single(model => model.Build == 2);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "after"), Ct);

        (await OrdersAsync()).ShouldBe(["after", "meanwhile", "before"]);
        (await gateway.Admin.Reports.ModelsAsync(Ct)).Select(model => (model.Build, model.Serving, model.KeptUp)).ShouldBe([(1, false, false), (2, true, true)]);
        (await gateway.Admin.Reports.DropAsync("reports", 1, 1, Ct)).ShouldHaveSingleItem().Build.ShouldBe(2);
        await Should.ThrowAsync<NotFoundException>(() => gateway.Admin.Reports.DropAsync("reports", 1, 1, Ct));

        async Task<IEnumerable<string>> OrdersAsync() =>
            (await gateway.Admin.Reports.OrdersAsync(new OrderQuestion { AccountId = "a", CaughtUp = true }, Ct)).Rows.Select(order => order.ClientOrderId);
    }

    [Fact]
    public async Task Without_reports_orders_are_taken_and_whoever_asks_is_told()
    {
        await using var gateway = await fixture.StartAsync(options => options with { Reports = false }, cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "o"), Ct)).Verdict.ShouldBe(Verdict.Approved);

        var refused = await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Reports.OrdersAsync(cancellation: Ct));

        (refused.Status, refused.Reason).ShouldBe((StatusCode.FailedPrecondition, "REPORTS_NOT_READY"));
        refused.Message.ShouldContain("never built");
        (await gateway.Admin.Reports.ModelsAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unreadable_event_stands_aside_its_account_is_marked_and_everything_else_goes_on()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        var journal = gateway.Services.GetRequiredService<IJournal>();
        await journal.AppendAsync(new Append("account-b", 0, [new EventData("order_filled", "{\"quantity\":\"many\"}"u8.ToArray())], Market.Start), Ct);
        var position = await journal.HeadAsync(Ct);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "o"), Ct)).Verdict.ShouldBe(Verdict.Approved);

        var all = await gateway.Admin.Reports.OrdersAsync(new OrderQuestion { CaughtUp = true }, Ct);
        all.Rows.Select(order => order.ClientOrderId).ShouldBe(["o"]);
        all.Incomplete.ShouldBe(["b"]);
        (await gateway.Admin.Reports.DaysAsync(new DayQuestion { AccountId = "a" }, Ct)).Incomplete.ShouldBeEmpty();
        (await gateway.Admin.Reports.DaysAsync(new DayQuestion { AccountId = "b" }, Ct)).Incomplete.ShouldBe(["b"]);
        (await gateway.Admin.Reports.EvidenceAsync(cancellation: Ct)).Incomplete.ShouldBe(["b"]);

        var model = (await gateway.Admin.Reports.ModelsAsync(Ct)).ShouldHaveSingleItem();
        (model.Fault, model.Aside, model.FirstAside).ShouldBe(("", 1, position));
        var aside = (await gateway.Admin.Reports.AsideAsync("reports", Ct)).ShouldHaveSingleItem();
        (aside.Version, aside.Build, aside.Position, aside.Stream, aside.StreamVersion, aside.Type).ShouldBe((model.Version, 1, position, "account-b", 1, "order_filled"));
        aside.Error.ShouldNotBeEmpty();
        (await Should.ThrowAsync<NotFoundException>(() => gateway.Admin.Reports.AsideAsync("dreams", Ct))).Message.ShouldContain("dreams");
        using var trader = gateway.ClientWith(await gateway.KeyAsync([Role.Trader], ["a"], Ct));
        (await trader.Reports.OrdersAsync(cancellation: Ct)).Incomplete.ShouldBeEmpty();
        await Should.ThrowAsync<AccessDeniedException>(() => trader.Reports.AsideAsync("reports", Ct));

        HealthReportEntry health;
        do
            health = (await gateway.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct)).Entries["reports"];
        while (health.Status == HealthStatus.Healthy);
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull().ShouldContain($"without an event that can't be folded at position {position}: 'portcullis journal aside reports'");

        var again = await gateway.Admin.Reports.RebuildAsync("reports", Ct);
        while (again.CaughtUpAt is null)
            again = (await gateway.Admin.Reports.ModelsAsync(Ct)).Single(other => other.Build == again.Build);
        (again.Build, again.Aside).ShouldBe((2, 1));
        (await gateway.Admin.Reports.AsideAsync("reports", Ct)).Select(one => (one.Build, one.Position)).ShouldBe([(1, position), (2, position)]);
    }
}
