using System.Text;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Domain.Tests.Sessions;
using Portcullis.Journal;

namespace Portcullis.Grains.Tests;

/// <summary>What a program must not meet is met all the same: a fact that no decision can be made on, an event that can't be folded.</summary>
public sealed class An_account_in_quarantine : IAsyncDisposable
{
    private readonly InMemoryJournal _journal = new();
    private readonly Node _node;
    private readonly List<string> _told = [];

    public An_account_in_quarantine()
    {
        _node = new Node(_journal);
        _node.Accounts.Quarantined += (account, fault) => _told.Add($"{account.Id} {fault.GetType().Name}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    // Half of the instruments have lost their tick size: whoever divides by it fails.
    private static DecisionContext Broken(DecisionContext context) => context with
    {
        Instruments = new InstrumentCatalog([World.Instruments.Find(World.Es)! with { TickSize = 0m }, World.Instruments.Find(World.Dax)!], [], [TestCalendars.Futures], 2013),
    };

    private Task<Outcome> AskAsync(string account, AccountCommand command, string? key = null) => _node.Accounts.Get(new AccountId(account)).ExecuteAsync(command, key, Token);

    private Task<Outcome> OpenAsync(string account) => AskAsync(account, new OpenAccount(new AccountId(account), "topstep-50k", null, null, "paper"));

    private Task<Outcome> BuyAsync(string account, string id, string symbol = World.Es) => AskAsync(account, new SubmitOrder(Ask.Buy(1m, id: id) with { Symbol = symbol }), id);

    private static OrderDecided Decision(Outcome outcome) => outcome.ShouldBeOfType<Outcome.Happened>().Events.OfType<OrderDecided>().Single();

    private static RefusalCode Code(Outcome outcome) => outcome.ShouldBeOfType<Outcome.Refused>().Refusal.Code;

    [Fact]
    public async Task A_decider_that_throws_stops_its_account_and_no_other()
    {
        await OpenAsync("a");
        await OpenAsync("b");
        _node.Twist = Broken;

        Code(await BuyAsync("a", "c1")).ShouldBe(RefusalCode.AccountQuarantined);

        _node.Twist = context => context;
        Decision(await BuyAsync("a", "c2")).Violations.Select(v => v.Code).ShouldBe(["ACCOUNT_QUARANTINED"]);
        Decision(await BuyAsync("b", "c1")).Verdict.ShouldBe(Verdict.Approved);
        _told.ShouldBe(["a DivideByZeroException"]);
        _node.Account.Quarantine.ShouldNotBeNull().ShouldStartWith("SubmitOrder: DivideByZeroException");
        _node.Accounts.Get(new AccountId("b")).Quarantine.ShouldBeNull();
    }

    [Fact]
    public async Task Exits_and_executions_go_on_under_quarantine()
    {
        await OpenAsync("a");
        var bought = Decision(await BuyAsync("a", "c1"));
        await AskAsync("a", Ask.Execution("e1", bought.OrderId, ExecutionKind.Fill, 1m, 1800m));
        await AskAsync("a", new CancelOrder(new ClientOrderId("c1-sl"), "test"));
        await AskAsync("a", Ask.Execution("e2", new OrderId($"{bought.OrderId}-sl"), ExecutionKind.Canceled));
        _node.Twist = Broken;
        Code(await BuyAsync("a", "c2")).ShouldBe(RefusalCode.AccountQuarantined);
        _node.Twist = context => context;

        Decision(await AskAsync("a", new SubmitOrder(Ask.Sell(1m, "c3")), "c3")).Verdict.ShouldBe(Verdict.Approved);
    }

    [Fact]
    public async Task A_quarantine_outlives_a_restart_and_ends_when_a_person_says_so()
    {
        await OpenAsync("a");
        _node.Twist = Broken;
        await BuyAsync("a", "c1");
        var restarted = new Node(_journal);
        Decision(await restarted.ExecuteAsync(new SubmitOrder(Ask.Buy(1m, id: "c2")), "c2")).Violations.Select(v => v.Code).ShouldBe(["ACCOUNT_QUARANTINED"]);

        await restarted.ExecuteAsync(new RearmAccount("mended", "ann"));

        Decision(await restarted.ExecuteAsync(new SubmitOrder(Ask.Buy(2m, id: "c3")), "c3")).Verdict.ShouldBe(Verdict.Approved);
        restarted.Account.Quarantine.ShouldBeNull();
    }

    [Fact]
    public async Task A_stream_that_cannot_be_folded_stops_its_account_and_no_other()
    {
        await OpenAsync("a");
        await OpenAsync("b");
        var poison = new EventData("order_filled", Encoding.UTF8.GetBytes("""{"orderId":"a-2","quantity":"many"}"""));
        await _journal.AppendAsync(new Append(Streams.Of(Past.Account), 1, [poison], World.Morning), Token);
        await _node.Account.CatchUpAsync(2, Token);

        Code(await BuyAsync("a", "c1")).ShouldBe(RefusalCode.AccountQuarantined);
        var read = await Should.ThrowAsync<AccountQuarantinedException>(() => _node.Account.GetAsync(Token));
        read.Fault.ShouldStartWith("version 2 (order_filled) can't be folded (JsonException");
        Code(await AskAsync("a", new RearmAccount("nothing has been mended", "ann"))).ShouldBe(RefusalCode.AccountQuarantined);
        Decision(await BuyAsync("b", "c1")).Verdict.ShouldBe(Verdict.Approved);
        _told.ShouldBe(["a JsonException", "a JsonException"]);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_is_one_that_is_not_there()
    {
        await OpenAsync("a");
        await _journal.SaveSnapshotAsync(new Snapshot(Streams.Of(Past.Account), 1, AccountState.SnapshotSchema, "{\"version\":\"one\"}"u8.ToArray()), Token);
        var restarted = new Node(_journal);

        (await restarted.Account.GetAsync(Token)).Balance.ShouldBe(50_000m);
    }
}
