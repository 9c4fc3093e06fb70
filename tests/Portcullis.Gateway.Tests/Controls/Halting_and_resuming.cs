using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Controls;

public sealed class Halting_and_resuming(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scopes => ["global", "firm", "account", "strategy", "instrument"];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_halt_reaches_its_scope_cancels_what_works_there_and_is_lifted(string kind)
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("inside", TestPacks.Wide, firm: "firm-1", cancellation: Ct);
        await gateway.Admin.Accounts.OpenAsync("outside", TestPacks.Wide, firm: "firm-2", cancellation: Ct);
        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start, symbol: "IWM")], cancellation: Ct);
        var inside = Market.Buy("inside", "works", 2m, limit: 160m) with { Strategy = "s-1" };
        var outside = Market.Buy("outside", "works", 2m, limit: 160m) with { Strategy = "s-2", Symbol = "IWM" };
        foreach (var order in (OrderRequest[])[inside, outside, Market.Buy("inside", "held", 3m) with { Strategy = "s-1" }])
            (await gateway.Admin.Orders.SubmitAsync(order, Ct)).Verdict.ShouldBe(Verdict.Approved);
        var scope = kind switch
        {
            "firm" => Scope.Firm("firm-1"),
            "account" => Scope.Account("inside"),
            "strategy" => Scope.Strategy("s-1"),
            "instrument" => Scope.Instrument(Market.Symbol),
            _ => Scope.Global,
        };

        var halt = await gateway.Admin.Controls.HaltAsync(scope, "test", Ct);

        var expected = kind == "global" ? (string[])["inside", "outside"] : ["inside"];
        halt.InFlight.Select(o => o.AccountId).ShouldBe(expected, ignoreOrder: true);
        halt.InFlight.ShouldAllBe(o => o.ClientOrderId == "works" && o.CancelRequested);
        (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldHaveSingleItem().Scope.ShouldBe(scope);
        var entry = await gateway.Admin.Orders.SubmitAsync(inside with { ClientOrderId = "entry" }, Ct);
        entry.Violations.Select(v => v.Code).ShouldBe(["CONTROL_HALTED"]);
        entry.ControlVersion.ShouldBe(halt.ControlVersion);
        (await gateway.Admin.Orders.SubmitAsync(Market.Sell("inside", "exit") with { Strategy = "s-1" }, Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await gateway.Admin.Orders.SubmitAsync(outside with { ClientOrderId = "entry" }, Ct)).Verdict.ShouldBe(kind == "global" ? Verdict.Rejected : Verdict.Approved);
        (await gateway.Admin.Accounts.GetAsync("inside", Ct)).WorkingOrders.ShouldBeEmpty();

        await gateway.Admin.Controls.ResumeAsync(scope, "test is over", Ct);

        (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldBeEmpty();
        (await gateway.Admin.Orders.SubmitAsync(inside with { ClientOrderId = "again" }, Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    [Fact]
    public async Task A_halt_among_many_orders_has_one_place_before_or_after_each()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        string[] accounts = ["a", "b", "c"];
        foreach (var account in accounts) await gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = accounts.Select(account => Task.Run(
            async () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await gateway.Admin.Orders.SubmitAsync(Market.Buy(account, $"o-{i}"), Ct);
                    if (i == 10) started.TrySetResult();
                }
            },
            Ct)).ToArray();
        await started.Task.WaitAsync(Ct);

        await gateway.Admin.Controls.HaltAsync(Scope.Global, "test", Ct);
        await Task.WhenAll(load);

        var events = await gateway.Admin.Journal.ReadAsync(cancellation: Ct).ToListAsync(Ct);
        var place = events.Single(e => e.Type == "control_set").Position;
        var decisions = events.Where(e => e.Type == "order_decided").ToArray();
        decisions.Length.ShouldBe(120);
        decisions.ShouldAllBe(e => IsApproved(e) == (e.Position < place));
        decisions.ShouldContain(e => e.Position > place);
    }

    private static bool IsApproved(JournalEvent decided) => System.Text.Json.Nodes.JsonNode.Parse(decided.Json)!["verdict"]!.GetValue<string>() == "Approved";

    [Fact]
    public async Task Reduce_only_lets_positions_shrink_and_not_grow()
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 2m), Ct);

        await fixture.Admin.Controls.ReduceOnlyAsync(Scope.Account(account), "test", Ct);

        (await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "b"), Ct)).Violations.Select(v => v.Code).ShouldBe(["CONTROL_REDUCE_ONLY"]);
        (await fixture.Admin.Orders.SubmitAsync(Market.Sell(account, "c", 3m), Ct)).Verdict.ShouldBe(Verdict.Rejected);
        (await fixture.Admin.Orders.SubmitAsync(Market.Sell(account, "d", 2m), Ct)).Verdict.ShouldBe(Verdict.Approved);
        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "test is over", Ct);
    }

    [Fact]
    public async Task A_halt_without_a_reason_or_with_a_scope_that_is_none_is_refused()
    {
        var faults = await Should.ThrowAsync<InvalidRequestException>(() => fixture.Admin.Controls.HaltAsync(new Scope(ScopeKind.Firm), "", Ct));

        faults.FieldViolations.Select(v => v.Field).ShouldBe(["reason", "scope.name"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_halt_of_a_futures_root_reaches_its_contracts_and_is_lifted_where_it_was_set()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start, 1650m, 1650.25m, "ESZ13"), Market.Quote(Market.Start, 3200m, 3200.25m, "NQZ13")], cancellation: Ct);
        OrderRequest Future(string id, string symbol, decimal price) => Market.Buy("a", id, limit: price) with { Symbol = symbol };
        (await gateway.Admin.Orders.SubmitAsync(Future("es", "ESZ13", 1640m), Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await gateway.Admin.Orders.SubmitAsync(Future("nq", "NQZ13", 3190m), Ct)).Verdict.ShouldBe(Verdict.Approved);

        var halt = await gateway.Admin.Controls.HaltAsync(Scope.Instrument("ES"), "test", Ct);

        halt.InFlight.Select(o => (o.ClientOrderId, o.CancelRequested)).ShouldBe([("es", true)]);
        (await gateway.Admin.Orders.SubmitAsync(Future("es-2", "ESZ13", 1640m), Ct)).Violations.Select(v => v.Code).ShouldBe(["CONTROL_HALTED"]);
        (await gateway.Admin.Orders.SubmitAsync(Future("nq-2", "NQZ13", 3190m), Ct)).Verdict.ShouldBe(Verdict.Approved);

        await gateway.Admin.Controls.ResumeAsync(Scope.Instrument("ESZ13"), "the wrong scope", Ct);
        (await gateway.Admin.Orders.SubmitAsync(Future("es-3", "ESZ13", 1640m), Ct)).Verdict.ShouldBe(Verdict.Rejected);

        await gateway.Admin.Controls.ResumeAsync(Scope.Instrument("ES"), "over", Ct);
        (await gateway.Admin.Orders.SubmitAsync(Future("es-4", "ESZ13", 1640m), Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    [Fact]
    public async Task A_halt_of_a_contract_in_its_short_name_is_one_with_its_full_name()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);

        await gateway.Admin.Controls.HaltAsync(Scope.Instrument("ESZ6"), "test", Ct);

        var scope = (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldHaveSingleItem().Scope;
        scope.Name.ShouldMatch("^ESZ[0-9]6$");
        await gateway.Admin.Controls.ResumeAsync(scope, "over", Ct);
        (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_halt_of_what_is_not_traded_here_is_refused_and_its_lifting_is_not()
    {
        var fault = await Should.ThrowAsync<InvalidRequestException>(() => fixture.Admin.Controls.HaltAsync(Scope.Instrument("ESS"), "test", Ct));
        fault.FieldViolations.Select(v => v.Field).ShouldBe(["scope.name"]);

        await fixture.Admin.Controls.ResumeAsync(Scope.Instrument("ESS"), "test", Ct);
    }

    [Fact]
    public async Task A_flatten_closes_what_is_held_and_cancels_what_works_also_under_a_halt()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "held", 5m), Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Sell("a", "target", 5m, 170m), Ct);
        await gateway.Admin.Controls.HaltAsync(Scope.Global, "test", Ct);

        await gateway.Admin.Orders.FlattenAsync("a", reason: "by hand", cancellation: Ct);

        var account = await gateway.Admin.Accounts.GetAsync("a", Ct);
        account.PositionIn(Market.Symbol).ShouldBe(0m);
        account.WorkingOrders.ShouldBeEmpty();
    }
}
