using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Journals;

public sealed class Reading_the_journal(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_orders_id_finds_all_that_belongs_to_it_and_nothing_else()
    {
        var account = await fixture.OpenAsync();
        var decision = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "o-1"), Ct);
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "o-2"), Ct);

        var journal = fixture.Admin.Journal;
        var live = await journal.SubscribeAsync(correlation: decision.OrderId, cancellation: Ct).Take(3).ToListAsync(Ct);
        live.Select(e => e.Type).ShouldBe(["order_decided", "order_acknowledged", "order_filled"]);
        live.ShouldAllBe(e => e.Correlation == decision.OrderId);
        (await journal.ReadAsync(correlation: decision.OrderId, cancellation: Ct).ToListAsync(Ct)).ShouldBe(live);
        (await journal.ReadAsync(account, correlation: decision.OrderId, cancellation: Ct).ToListAsync(Ct)).ShouldBe(live);
        (await journal.ReadAsync(account, correlation: decision.OrderId, types: ["order_filled"], cancellation: Ct).ToListAsync(Ct)).ShouldBe(live[2..]);
        (await journal.ReadAsync(correlation: "nobody-1", cancellation: Ct).CountAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Types_and_times_choose_in_one_stream_in_all_and_live()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "early"), Ct);
        var later = Market.Start.AddMinutes(1);
        await gateway.Admin.Simulation.StepAsync([Market.Quote(later)], cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "late"), Ct);

        var journal = gateway.Admin.Journal;
        (await Clients(journal.ReadAsync(types: ["order_decided"], until: later, cancellation: Ct))).ShouldBe(["early"]);
        (await Clients(journal.ReadAsync(types: ["order_decided"], from: later, cancellation: Ct))).ShouldBe(["late"]);
        (await Clients(journal.ReadAsync("a", types: ["order_decided"], from: later, cancellation: Ct))).ShouldBe(["late"]);
        (await Clients(journal.SubscribeAsync(types: ["order_decided"], from: later, cancellation: Ct).Take(1))).ShouldBe(["late"]);
        (await Clients(journal.SubscribeAsync(types: ["order_decided"], cancellation: Ct).Take(2))).ShouldBe(["early", "late"]);
        (await journal.ReadAsync("a", limit: 2, from: later, types: ["order_acknowledged", "order_filled"], cancellation: Ct).Select(e => e.Type).ToListAsync(Ct))
            .ShouldBe(["order_acknowledged", "order_filled"]);

        static async Task<List<string>> Clients(IAsyncEnumerable<JournalEvent> events) =>
            await events.Select(e => System.Text.Json.JsonDocument.Parse(e.Json).RootElement.GetProperty("request").GetProperty("clientOrderId").GetString()!).ToListAsync(Ct);
    }

    [Fact]
    public async Task A_time_that_ends_before_it_begins_is_no_time()
    {
        await Should.ThrowAsync<InvalidRequestException>(() => fixture.Admin.Journal.ReadAsync(from: Market.Start, until: Market.Start, cancellation: Ct).CountAsync(Ct).AsTask());
        await Should.ThrowAsync<InvalidRequestException>(() => fixture.Admin.Journal.SubscribeAsync(from: Market.Start, until: Market.Start, cancellation: Ct).CountAsync(Ct).AsTask());
    }
}
