using Microsoft.Extensions.DependencyInjection;
using Portcullis.Brokers;
using Portcullis.Client;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Testing;
using Portcullis.Grains;
using Portcullis.Journal;
using D = Portcullis.Domain.Orders;

namespace Portcullis.Gateway.Tests.Controls;

/// <summary>A halt has reached the brokers when it is answered; one that nobody could answer any more reaches them too.</summary>
public sealed class Halts_and_brokers(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_approved_before_a_halt_is_refused_by_the_broker_once_that_is_answered_and_what_no_halt_covers_is_taken()
    {
        await using var gateway = await StartAsync();
        var before = (await gateway.Admin.Controls.GetAsync(Ct)).ControlVersion;

        var halt = await gateway.Admin.Controls.HaltAsync(Scope.Account("a"), "test", Ct);
        var again = await gateway.Admin.Controls.HaltAsync(Scope.Account("a"), "test", Ct);
        await gateway.Admin.Controls.ResumeAsync(Scope.Account("a"), "over", Ct);

        again.ControlVersion.ShouldBe(halt.ControlVersion);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "since", limit: 160m), Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await gateway.Admin.Accounts.GetAsync("a", Ct)).WorkingOrders.ShouldHaveSingleItem().Status.ShouldBe(OrderStatus.Working);
        (await SentAsync(gateway, "a", "a-late", before)).ShouldBe([(D.ExecutionKind.Rejected, $"approved under control version {before}; account a halted at {halt.ControlVersion}")]);
        (await SentAsync(gateway, "b", "b-late", before)).ShouldBe([(D.ExecutionKind.Acknowledged, null)]);
    }

    [Fact]
    public async Task A_halt_whose_node_died_before_it_had_told_the_brokers_is_told_them_by_the_holder_of_the_outbox_lock()
    {
        await using var gateway = await StartAsync();
        var controls = gateway.Services.GetRequiredService<ControlGrain>();
        var before = controls.Current.Version;
        await controls.ExecuteAsync(new SetControl(new ControlScope(Domain.Controls.ScopeKind.Account, "a"), ControlMode.Halted, "test", "ann"), Market.Start, Ct);
        gateway.Services.GetRequiredService<OutboxLock>().IsHeld.ShouldBeTrue();

        await gateway.Services.GetRequiredService<Resumption>().BeatAsync(Market.Start, Ct);

        (await SentAsync(gateway, "a", "a-late", before)).ShouldHaveSingleItem().Kind.ShouldBe(D.ExecutionKind.Rejected);
        (await SentAsync(gateway, "b", "b-late", before)).ShouldHaveSingleItem().Kind.ShouldBe(D.ExecutionKind.Acknowledged);
    }

    private async Task<TestGateway> StartAsync()
    {
        var gateway = await fixture.StartAsync(cancellationToken: Ct);
        foreach (var account in (string[])["a", "b"]) await gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
        return gateway;
    }

    /// <summary>What the broker says to an order from a node that has seen nothing since a control version. The account hears of an order that it never had.</summary>
    private static async Task<IEnumerable<(D.ExecutionKind Kind, string? Reason)>> SentAsync(TestGateway gateway, string account, string id, long controlVersion)
    {
        var broker = gateway.Services.GetRequiredService<PaperBroker>();
        var order = new BrokerOrder(
            new(account), new(id), Market.Symbol, D.Side.Buy, D.OrderType.Limit, 1m, 160m, null, D.TimeInForce.Gtc, null, new Approval(controlVersion, "", "", OnlyReduces: false));
        await broker.SubmitAsync(order, Ct);
        return (await broker.HistoryAsync(order.Account, order.Id, Ct)).Select(e => (e.Kind, e.Reason));
    }
}
