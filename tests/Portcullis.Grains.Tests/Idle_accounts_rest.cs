using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains.Tests;

public sealed class Idle_accounts_rest
{
    private static readonly DateTimeOffset Now = World.Morning;

    private readonly InMemoryJournal _journal = new();
    private readonly Node _node;

    public Idle_accounts_rest() => _node = new Node(_journal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_leave_memory_and_come_back_as_they_were()
    {
        const int Accounts = 3_000;
        var ids = Enumerable.Range(0, Accounts).Select(n => new AccountId($"n-{n}")).ToArray();
        var before = new Dictionary<AccountId, string>();
        foreach (var id in ids)
        {
            await _node.Accounts.Get(id).ExecuteAsync(new OpenAccount(id, "topstep-50k", null, null, "paper"), null, Token);
            await _node.Accounts.Get(id).ExecuteAsync(new SubmitOrder(Ask.Limit(Side.Buy, 99m, 1790m)), "c1", Token);
            before[id] = (await _node.Accounts.Get(id).GetAsync(Token)).Hash();
            await _node.Accounts.Get(id).Outbox;
        }

        (await RestAsync(Now)).ShouldBe(0);
        (await RestAsync(Now + Limits.Idle - TimeSpan.FromTicks(1))).ShouldBe(0);
        (await RestAsync(Now + Limits.Idle)).ShouldBe(Accounts);
        _node.Accounts.Loaded.ShouldAllBe(grain => grain.Current == AccountState.Empty);

        foreach (var id in ids) (await _node.Accounts.Get(id).GetAsync(Token)).Hash().ShouldBe(before[id]);
        (await _node.Accounts.Get(ids[7]).ExecuteAsync(new SubmitOrder(Ask.Limit(Side.Buy, 99m, 1790m)), "c1", Token)).ShouldBe(new Outcome.Repeated(2));
    }

    [Fact]
    public async Task What_is_asked_for_stays()
    {
        await _node.OpenAsync();
        await _node.Account.Outbox;
        await RestAsync(Now);
        await _node.Account.GetAsync(Token);
        (await RestAsync(Now + Limits.Idle)).ShouldBe(0);
        (await RestAsync(Now + (2 * Limits.Idle))).ShouldBe(1);
    }

    [Fact]
    public async Task An_account_with_a_working_order_or_a_position_stays()
    {
        await _node.OpenAsync();
        var decision = (await _node.ExecuteAsync(new SubmitOrder(Ask.Buy(1m)), "c1")).ShouldBeOfType<Outcome.Happened>().Events.OfType<OrderDecided>().Single();
        decision.Violations.Select(v => v.Code).ShouldBeEmpty();
        var order = decision.OrderId;
        await RestLaterAsync(expected: 0);
        await _node.ExecuteAsync(Ask.Execution("e1", order, ExecutionKind.Fill, 1m, 1800m));
        await RestLaterAsync(expected: 0);
        await _node.ExecuteAsync(new FlattenPositions(null, "enough", "ann"));
        await _node.ExecuteAsync(Ask.Execution("e2", new($"{order}-sl"), ExecutionKind.Canceled));
        await RestLaterAsync(expected: 0);
        await _node.ExecuteAsync(Ask.Execution("e3", (await _node.Account.GetAsync(Token)).Orders.Keys.Single(), ExecutionKind.Fill, 1m, 1799m));
        await RestLaterAsync(expected: 1);
        (await _node.Account.GetAsync(Token)).TradesToday.ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_on_its_way_keeps_the_account_and_orders_that_meet_the_rest_are_all_decided_once()
    {
        await using var gate = new GatedJournal(_journal);
        var node = new Node(gate);
        await node.OpenAsync();
        gate.IsOpen = false;
        var asked = node.SubmitAsync("c1", 99m);
        (await node.Account.RestIfIdleAsync(Now, Token)).ShouldBeFalse();
        (await node.Account.RestIfIdleAsync(Now + Limits.Idle, Token)).ShouldBeFalse();
        await gate.ReleaseAsync();
        await asked;
        gate.IsOpen = true;

        // Whoever asks while the account goes to rest finds it again: one mailbox, one history.
        var resting = Task.Run(async () =>
        {
            for (var n = 0; n < 200; n++) await node.Account.RestIfIdleAsync(Now + (n * Limits.Idle), Token);
        }, Token);
        for (var n = 0; n < 200; n++) (await node.SubmitAsync($"r{n}", 99m)).ShouldBeOfType<Outcome.Happened>();
        await resting;
        var decided = await node.Account.ReadFromAsync(1, Token).OfType<OrderDecided>().Select(e => e.Request.ClientOrderId.Value).ToArrayAsync(Token);
        decided.ShouldBe(["c1", .. Enumerable.Range(0, 200).Select(n => $"r{n}")]);
    }

    private async Task RestLaterAsync(int expected)
    {
        await _node.Account.Outbox;
        await RestAsync(Now);
        (await RestAsync(Now + Limits.Idle)).ShouldBe(expected);
    }

    private async Task<int> RestAsync(DateTimeOffset now)
    {
        var resting = 0;
        foreach (var grain in _node.Accounts.Loaded)
            if (await grain.RestIfIdleAsync(now, Token)) resting++;
        return resting;
    }
}
