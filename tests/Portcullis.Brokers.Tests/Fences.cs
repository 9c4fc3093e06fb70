using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

/// <summary>Halts reach the venue as fences: what was approved before one, and comes after it, is refused there, whatever its sender knows.</summary>
public sealed class Fences
{
    private const string Refused = "approved under control version 3; account acct halted at 5";

    private static readonly ControlScope OnAccount = new(ScopeKind.Account, PaperWorld.Account.Value);
    private static readonly Approval Before = PaperWorld.Approved with { ControlVersion = 3 };
    private static readonly Approval After = PaperWorld.Approved with { ControlVersion = 5 };
    private static readonly Approval Exit = Before with { OnlyReduces = true };

    private readonly PaperWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_approved_before_the_halt_is_refused_for_its_epoch_and_one_approved_since_is_taken()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.Broker.FenceAsync(OnAccount, 5, Token);

        await BuyAsync(_world, "before", Before);
        await BuyAsync(_world, "after", After);

        _world.Told().ShouldBe(["before Rejected 1", "after Acknowledged 1", "after Fill 1 @ 100.25"]);
        _world.Heard[0].Reason.ShouldBe(Refused);
    }

    [Fact]
    public async Task A_node_that_slept_through_the_halt_has_its_order_refused()
    {
        var asleep = await _world.RestartedAsync();
        await asleep.QuoteAsync(100m, 100.25m);
        await BuyAsync(asleep, "earlier", Before);

        await _world.Broker.FenceAsync(OnAccount, 5, Token);
        await BuyAsync(asleep, "late", Before);

        asleep.Told().ShouldBe(["earlier Acknowledged 1", "earlier Fill 1 @ 100.25", "late Rejected 1"]);
        asleep.Heard[^1].Reason.ShouldBe(Refused);
        (await _world.Broker.HistoryAsync(PaperWorld.Account, new OrderId("late"), Token)).ShouldBe([asleep.Heard[^1]]);
    }

    [Fact]
    public async Task Exits_and_cancels_pass_every_fence()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await BuyAsync(_world, "held", Before);
        var resting = await _world.SubmitAsync("resting", Side.Buy, OrderType.Limit, 1m, limit: 99m, approval: Before);
        await _world.Broker.FenceAsync(new ControlScope(ScopeKind.Global, ""), 5, Token);

        await _world.CancelAsync(resting);
        await _world.SubmitAsync("exit", Side.Sell, OrderType.Market, 1m, approval: Exit);

        _world.Told("resting").ShouldBe(["Acknowledged 1", "Canceled 1"]);
        _world.Told("exit").ShouldBe(["Acknowledged 1", "Fill 1 @ 100"]);
    }

    [Fact]
    public async Task A_replacement_is_refused_as_an_entry_is_unless_it_only_makes_the_order_smaller()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("order", Side.Buy, OrderType.Limit, 3m, limit: 99m, approval: Before);
        var exit = await _world.SubmitAsync("exit", Side.Sell, OrderType.Limit, 3m, limit: 102m, approval: Exit);
        await _world.Broker.FenceAsync(OnAccount, 5, Token);

        await _world.ReplaceAsync(order, 4m, approval: Before);
        await _world.ReplaceAsync(order, 3m, limit: 99.5m, approval: Before);
        await _world.ReplaceAsync(order, 2m, limit: 99m, approval: Before);
        await _world.ReplaceAsync(order, 4m, approval: After);
        await _world.ReplaceAsync(exit, 3m, limit: 101m, approval: Exit);

        _world.Told("order").ShouldBe(["Acknowledged 3", "Rejected 4", "Rejected 3", "Replaced 2", "Replaced 4"]);
        _world.Told("exit").ShouldBe(["Acknowledged 3", "Replaced 3"]);
    }

    [Theory]
    [InlineData(ScopeKind.Global, "", true)]
    [InlineData(ScopeKind.Firm, "firm", true)]
    [InlineData(ScopeKind.Firm, "another", false)]
    [InlineData(ScopeKind.Account, "another", false)]
    [InlineData(ScopeKind.Strategy, "strategy", true)]
    [InlineData(ScopeKind.Strategy, "another", false)]
    [InlineData(ScopeKind.Instrument, "FUT", true)]
    [InlineData(ScopeKind.Instrument, "DAY", false)]
    public async Task A_fence_reaches_its_scope_and_nothing_else(ScopeKind kind, string name, bool reached)
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.Broker.FenceAsync(new ControlScope(kind, name), 5, Token);

        await BuyAsync(_world, "order", Before);

        _world.Told("order")[0].ShouldBe(reached ? "Rejected 1" : "Acknowledged 1");
    }

    [Fact]
    public async Task A_fence_outlives_restarts_and_is_never_lowered()
    {
        await _world.Broker.FenceAsync(OnAccount, 5, Token);
        await _world.Broker.FenceAsync(OnAccount, 4, Token);
        var head = await _world.Ledger.HeadAsync(Token);
        await _world.Broker.FenceAsync(OnAccount, 5, Token);
        (await _world.Ledger.HeadAsync(Token)).ShouldBe(head);

        var next = await _world.RestartedAsync();
        await next.QuoteAsync(100m, 100.25m);
        await BuyAsync(next, "order", Before with { ControlVersion = 4 });

        next.Told().ShouldBe(["order Rejected 1"]);
    }

    [Fact]
    public async Task Fences_raised_by_two_nodes_at_once_all_stand()
    {
        var other = await _world.RestartedAsync();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(n => Task.Run(() => (n % 2 == 0 ? _world : other).Broker.FenceAsync(new ControlScope(ScopeKind.Firm, $"f{n % 5}"), n, Token), Token)));

        await _world.QuoteAsync(100m, 100.25m);
        for (var firm = 0; firm < 5; firm++)
            foreach (var epoch in (long[])[14 + (firm == 0 ? 5 : firm), 15 + (firm == 0 ? 5 : firm)])
                await BuyAsync(_world, $"f{firm}-{epoch}", Before with { Firm = $"f{firm}", ControlVersion = epoch });

        _world.Heard.Where(e => e.Kind == ExecutionKind.Rejected).Select(e => e.Order.Value).ShouldBe(["f0-19", "f1-15", "f2-16", "f3-17", "f4-18"]);
    }

    [Fact]
    public async Task An_order_sent_again_behind_a_fence_stays_what_it_was()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await BuyAsync(_world, "done", Before);
        await _world.SubmitAsync("resting", Side.Buy, OrderType.Limit, 1m, limit: 99m, approval: Before);
        await _world.Broker.FenceAsync(OnAccount, 5, Token);

        await BuyAsync(_world, "done", Before);
        await _world.SubmitAsync("resting", Side.Buy, OrderType.Limit, 1m, limit: 99m, approval: Before);

        _world.Told().ShouldBe(["done Acknowledged 1", "done Fill 1 @ 100.25", "resting Acknowledged 1"]);
    }

    [Fact]
    public async Task What_was_withdrawn_before_it_arrived_never_works_and_what_had_arrived_is_left_alone()
    {
        var slow = await _world.RestartedAsync();
        await slow.QuoteAsync(100m, 100.25m);
        await BuyAsync(slow, "arrived", Before);

        await WithdrawAsync("arrived");
        await WithdrawAsync("on-its-way");
        await BuyAsync(slow, "on-its-way", Before);
        await _world.Broker.FenceAsync(OnAccount, 5, Token);
        await WithdrawAsync("fenced");

        (await KindsAsync("arrived")).ShouldBe([ExecutionKind.Acknowledged, ExecutionKind.Fill]);
        (await KindsAsync("on-its-way")).ShouldBe([ExecutionKind.Canceled]);
        (await KindsAsync("fenced")).ShouldBe([ExecutionKind.Rejected]);
        (await _world.Broker.WorkingAsync(PaperWorld.Account, Token)).ShouldBeEmpty();

        Task WithdrawAsync(string id) => _world.Broker.WithdrawAsync(
            new BrokerOrder(PaperWorld.Account, new OrderId(id), "FUT", Side.Buy, OrderType.Market, 1m, null, null, TimeInForce.Gtc, null, Before), "too late", Token);
        async Task<IEnumerable<ExecutionKind>> KindsAsync(string id) => (await _world.Broker.HistoryAsync(PaperWorld.Account, new OrderId(id), Token)).Select(e => e.Kind);
    }

    private static Task<OrderId> BuyAsync(PaperWorld world, string id, Approval approval) => world.SubmitAsync(id, Side.Buy, OrderType.Market, 1m, approval: approval);
}
