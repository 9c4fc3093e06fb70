using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Journal;
using Portcullis.Testing;

namespace Portcullis.Grains.Tests;

/// <summary>What must hold over any journal; each test has one of its own.</summary>
public abstract class An_account_on_several_nodes : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another opening of the same journal.</summary>
    protected abstract Task<IJournal> OpenJournalAsync();

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task<Node> StartNodeAsync() => new(await OpenJournalAsync());

    private static async Task<List<IAccountEvent>> StreamAsync(Node node)
    {
        var events = new List<IAccountEvent>();
        await foreach (var happened in node.Account.ReadFromAsync(1, Token)) events.Add(happened);
        return events;
    }

    /// <summary>An order's id names the version at which it was decided: one that was decided on another state than it was recorded on is found by that.</summary>
    private static async Task ShouldBeSoundAsync(Node node)
    {
        var events = await StreamAsync(node);
        for (var i = 0; i < events.Count; i++)
            if (events[i] is OrderDecided decided) decided.OrderId.ShouldBe(Past.Id(i + 1));
        events.OfType<OrderDecided>().Select(e => e.Request.ClientOrderId).ShouldBeUnique();
        (await node.Account.GetAsync(Token)).Hash().ShouldBe(AccountState.Empty.Evolve(events).Hash());
    }

    [Fact]
    public async Task Concurrent_orders_are_decided_one_after_the_other_and_none_is_lost()
    {
        var node = await StartNodeAsync();
        await node.OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => node.SubmitAsync($"c{n}", 1m, n))));
        outcomes.ShouldAllBe(o => o is Outcome.Happened);
        (await StreamAsync(node)).OfType<OrderDecided>().Count().ShouldBe(100);
        await ShouldBeSoundAsync(node);
    }

    [Fact]
    public async Task Two_nodes_that_write_to_one_account_lose_nothing_and_decide_nothing_twice()
    {
        var (a, b) = (await StartNodeAsync(), await StartNodeAsync());
        await a.OpenAsync();
        var both = await Task.WhenAll(Enumerable.Range(0, 30).Select(async n =>
            await Task.WhenAll(Task.Run(() => a.SubmitAsync($"c{n}", 1m, n)), Task.Run(() => b.SubmitAsync($"c{n}", 1m, n)))));
        foreach (var answers in both) answers.Count(o => o is Outcome.Happened).ShouldBe(1);
        (await StreamAsync(a)).OfType<OrderDecided>().Count().ShouldBe(30);
        await ShouldBeSoundAsync(a);
        await ShouldBeSoundAsync(b);
    }

    [Fact]
    public async Task An_id_that_another_node_has_used_gets_that_nodes_decision()
    {
        var (a, b) = (await StartNodeAsync(), await StartNodeAsync());
        await a.OpenAsync();
        await b.Account.GetAsync(Token);
        await a.SubmitAsync("c1");
        (await b.SubmitAsync("c1")).ShouldBe(new Outcome.Repeated(2));
        (await b.SubmitAsync("c1", quantity: 2m)).ShouldBeOfType<Outcome.Refused>().Refusal.Code.ShouldBe(RefusalCode.ClientOrderIdReused);
    }

    [Fact]
    public async Task A_halt_committed_by_another_node_is_obeyed_at_once()
    {
        var (a, b) = (await StartNodeAsync(), await StartNodeAsync());
        await a.OpenAsync();
        await a.Account.GetAsync(Token);
        await b.Controls.ExecuteAsync(new SetControl(new ControlScope(ScopeKind.Global, ""), ControlMode.Halted, "stop", "ann"), World.Morning, Token);
        a.Controls.Current.Version.ShouldBe(0);
        var decided = (await a.SubmitAsync("c1")).ShouldBeOfType<Outcome.Happened>().Events.OfType<OrderDecided>().Single();
        decided.Violations.Select(v => v.Code).ShouldContain("CONTROL_HALTED");
        decided.ControlVersion.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_committed_reaches_the_broker_in_the_order_of_the_stream_and_nothing_else_does()
    {
        var node = await StartNodeAsync();
        await node.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => node.SubmitAsync($"c{n}", 1m, n))));
        await node.Account.Outbox;
        node.Applied.Select(x => x.Version).ShouldBe(Enumerable.Range(1, 51).Select(n => (long)n));
        node.Applied.Select(x => EventCatalog.NameOf(x.Event)).ShouldBe((await StreamAsync(node)).Select(EventCatalog.NameOf));
    }

    [Fact]
    public async Task An_id_older_than_memory_still_gets_its_decision()
    {
        var node = await StartNodeAsync();
        await node.OpenAsync();
        await node.SubmitAsync("first");
        await Task.WhenAll(Enumerable.Range(0, Domain.Accounts.Limits.RecentClientOrders).Select(n => node.SubmitAsync($"c{n}", 1m, n)));
        (await node.Account.GetAsync(Token)).ClientOrders.TryGet(new("first"), out _).ShouldBeFalse();
        (await node.SubmitAsync("first")).ShouldBe(new Outcome.Repeated(2));
        (await node.SubmitAsync("first", quantity: 2m)).ShouldBeOfType<Outcome.Refused>().Refusal.Code.ShouldBe(RefusalCode.ClientOrderIdReused);
        await ShouldBeSoundAsync(node);
    }

    [Fact]
    public async Task A_snapshot_and_what_came_after_it_are_the_whole_stream()
    {
        var node = await StartNodeAsync();
        await node.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, Limits.EventsPerSnapshot).Select(n => node.SubmitAsync($"c{n}", 1m, n)));
        await node.Account.SnapshotAsync(Token);
        (await node.Journal.LoadSnapshotAsync(Streams.Of(Past.Account), AccountState.SnapshotSchema, Token))!.Version.ShouldBe(Limits.EventsPerSnapshot + 1);
        await node.SubmitAsync("after", 1m, 999);
        var other = await StartNodeAsync();
        (await other.Account.GetAsync(Token)).Hash().ShouldBe((await node.Account.GetAsync(Token)).Hash());
        await ShouldBeSoundAsync(other);
    }

    [Fact]
    public async Task Orders_in_flight_are_recorded_in_the_order_they_came_however_often_controls_move_and_other_nodes_write()
    {
        var (a, b) = (await StartNodeAsync(), await StartNodeAsync());
        await a.OpenAsync();
        var ids = Enumerable.Range(0, 600).Select(n => $"c{n}").ToArray();
        var asked = new List<Task<Outcome>>();
        foreach (var wave in ids.Chunk(60))
        {
            asked.AddRange(wave.Select(id => a.SubmitAsync(id)));
            await Task.WhenAll(
                b.Controls.ExecuteAsync(new SetControl(new ControlScope(ScopeKind.Strategy, wave[0]), ControlMode.Halted, "stop", "ann"), World.Morning, Token),
                b.SubmitAsync($"other-{wave[0]}"));
        }

        (await Task.WhenAll(asked)).ShouldAllBe(o => o is Outcome.Happened);
        var recorded = (await StreamAsync(a)).OfType<OrderDecided>().Select(e => e.Request.ClientOrderId.Value).ToArray();
        recorded.Length.ShouldBe(610);
        recorded.Where(id => id[0] == 'c').ShouldBe(ids);
        await a.Account.CatchUpAsync(611, Token);
        await ShouldBeSoundAsync(a);
    }

    [Fact]
    public async Task A_session_that_rolls_with_an_order_keeps_the_orders_key_its_own()
    {
        var node = await StartNodeAsync();
        await node.OpenAsync();
        node.World = node.World.At(World.Morning.AddDays(1));
        await node.SubmitAsync("c1");
        (await StreamAsync(node)).Select(EventCatalog.NameOf).ShouldBe(["account_opened", "session_rolled", "order_decided"]);
        (await node.Journal.FindByKeyAsync(Streams.Of(Past.Account), "c1", Token))!.Version.ShouldBe(3);
    }
}

public sealed class An_account_over_memory : An_account_on_several_nodes
{
    private readonly InMemoryJournal _journal = new();

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    protected override Task<IJournal> OpenJournalAsync() => Task.FromResult<IJournal>(_journal);
}

public sealed class An_account_over_PostgreSQL(PostgresFixture postgres) : An_account_on_several_nodes
{
    private readonly List<IJournal> _journals = [];
    private string _database = "";

    public override async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var journal in _journals) await journal.DisposeAsync();
    }

    protected override async Task<IJournal> OpenJournalAsync()
    {
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database, ReadConnections = 4 }, TimeProvider.System, ct: TestContext.Current.CancellationToken);
        _journals.Add(journal);
        return journal;
    }
}
