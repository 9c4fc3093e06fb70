using Microsoft.Extensions.DependencyInjection;
using Portcullis.Brokers;
using Portcullis.Client;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Testing;
using Portcullis.Grains;
using Portcullis.Journal;
using D = Portcullis.Domain.Orders;

namespace Portcullis.Gateway.Tests.Orders;

/// <summary>The process ends between the commit of an approval and the broker; later ones start in time for it, too late for it, and after that again.</summary>
public sealed class Restarts_at_an_unsent_order(GatewayFixture fixture)
{
    private static readonly AccountId Account = new("unsent");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_found_too_late_is_withdrawn_once_and_never_reaches_the_broker()
    {
        var database = await fixture.CreateDatabaseAsync(Ct);
        var order = await ApprovedAndCutOffAsync(database);

        for (var start = 1; start <= 3; start++)
        {
            await using var gateway = await StartAsync(database, Market.Start.AddMinutes(10 * start));
            (await EventsAsync(gateway)).OfType<OrderCanceled>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                e => e.OrderId.ShouldBe(order),
                e => e.Reason.ShouldBe("Not sent: found 600 s after its approval."));
            (await HistoryAsync(gateway, order)).Select(e => e.Kind).ShouldBe([D.ExecutionKind.Canceled]);
            (await gateway.Admin.Accounts.GetAsync(Account.Value, Ct)).WorkingOrders.ShouldBeEmpty();
        }

        await using var last = await StartAsync(database, Market.Start.AddMinutes(50));
        await last.Admin.Simulation.StepAsync([Market.Quote(Market.Start.AddMinutes(50))], cancellation: Ct);
        (await last.Admin.Orders.SubmitAsync(Market.Buy(Account.Value, "next"), Ct)).Verdict.ShouldBe(Client.Verdict.Approved);
        await last.Admin.Simulation.StepAsync([Market.Quote(Market.Start.AddMinutes(50).AddSeconds(1))], cancellation: Ct);
        (await last.Admin.Accounts.GetAsync(Account.Value, Ct)).PositionIn(Market.Symbol).ShouldBe(1m);
    }

    [Fact]
    public async Task An_entry_found_in_time_is_sent_once()
    {
        var database = await fixture.CreateDatabaseAsync(Ct);
        var order = await ApprovedAndCutOffAsync(database);

        for (var start = 1; start <= 3; start++)
        {
            await using var gateway = await StartAsync(database, Market.Start.AddSeconds(start));
            await gateway.Services.GetRequiredService<Gateway.Accounts.Settlement>().OfAllAsync(Ct);
            (await HistoryAsync(gateway, order)).Select(e => e.Kind).ShouldBe([D.ExecutionKind.Acknowledged]);
            (await EventsAsync(gateway)).Select(e => e.GetType()).ShouldBe([typeof(AccountOpened), typeof(OrderDecided), typeof(OrderAcknowledged)]);
        }
    }

    [Fact]
    public async Task An_acknowledged_order_that_the_broker_has_lost_is_told_of_and_an_operator_frees_what_it_reserves()
    {
        var database = await fixture.CreateDatabaseAsync(Ct);
        var order = await ApprovedAndCutOffAsync(database, acknowledged: true);

        await using var gateway = await StartAsync(database, Market.Start.AddSeconds(1));
        Should.Throw<InvalidOperationException>(gateway.Log.ThrowIfAny).Message.ShouldContain($"broker paper knows nothing of order {order}, which it had acknowledged");
        gateway.Log.Expect($"knows nothing of order {order}");
        (await gateway.Admin.Accounts.GetAsync(Account.Value, Ct)).WorkingOrders.Count.ShouldBe(1);

        await gateway.Admin.Executions.ReportAsync(
            [new Execution { AccountId = Account.Value, ExecutionId = "lost", OrderId = order.Value, Kind = ExecutionKind.Canceled, Symbol = Market.Symbol, Side = Side.Buy, Quantity = 1m, At = Market.Start }], Ct);

        (await gateway.Admin.Accounts.GetAsync(Account.Value, Ct)).WorkingOrders.ShouldBeEmpty();
    }

    // The approval is committed by accounts whose road to the broker is cut.
    private async Task<OrderId> ApprovedAndCutOffAsync(string database, bool acknowledged = false)
    {
        await using var gateway = await StartAsync(database, Market.Start);
        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start)], cancellation: Ct);
        await gateway.Admin.Accounts.OpenAsync(Account.Value, TestPacks.Wide, cancellation: Ct);
        var cutOff = new AccountDirectory(
            gateway.Services.GetRequiredService<IJournal>(), gateway.Services.GetRequiredService<ControlGrain>(), gateway.Services.GetRequiredService<IDecisionWorld>(), new CutOff());
        var request = new D.OrderRequest
        {
            ClientOrderId = new("order"),
            Symbol = Market.Symbol,
            Side = D.Side.Buy,
            Type = D.OrderType.Limit,
            LimitPrice = 160m,
            Quantity = 1m,
            TimeInForce = D.TimeInForce.Gtc,
        };
        var outcome = await cutOff.Get(Account).ExecuteAsync(new SubmitOrder(request), "order", Ct);
        var decided = outcome.ShouldBeOfType<Outcome.Happened>().Events.OfType<OrderDecided>().Single();
        decided.Violations.ShouldBeEmpty();
        if (acknowledged) await cutOff.Get(Account).ExecuteAsync(new RecordExecution("1", decided.OrderId, D.ExecutionKind.Acknowledged, 1m, null, 0m, null, Market.Start, null), "exec:1", Ct);
        await cutOff.Get(Account).Outbox;
        return decided.OrderId;
    }

    private Task<TestGateway> StartAsync(string database, DateTimeOffset at) =>
        TestGateway.StartAsync(database, fixture.Packs.Folder, options => options with { ClockStart = at, ResetAdminKey = true }, Ct);

    private static async Task<IAccountEvent[]> EventsAsync(TestGateway gateway) =>
        await gateway.Services.GetRequiredService<AccountDirectory>().Get(Account).ReadFromAsync(1, Ct).ToArrayAsync(Ct);

    private static Task<IReadOnlyList<BrokerExecution>> HistoryAsync(TestGateway gateway, OrderId order) =>
        gateway.Services.GetRequiredService<PaperBroker>().HistoryAsync(Account, order, Ct);

    private sealed class CutOff : IEffects
    {
        public bool Concerns(IAccountEvent happened) => true;

        public Task ApplyAsync(AccountState after, IReadOnlyList<IAccountEvent> committed, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ReconcileAsync(AccountState state, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
