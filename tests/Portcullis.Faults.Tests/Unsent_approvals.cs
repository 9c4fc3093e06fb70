using System.Text.Json.Nodes;
using Npgsql;
using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Faults.Tests;

/// <summary>Two gateways on one database, and approvals that are committed and have not reached the broker when one of them is stopped or killed.</summary>
public sealed class Unsent_approvals : IAsyncLifetime
{
    private readonly TestPacks _packs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("portcullis-unsent-").FullName;
    private DatabaseServer _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await DatabaseServer.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _packs.Dispose();
    }

    [Fact]
    public async Task An_order_whose_node_slept_through_a_halt_is_refused_by_the_broker_for_its_epoch_and_was_listed()
    {
        await using var asleep = await StartAsync(Gate.Closed);
        await using var awake = await StartAsync(Gate.Open);
        await OpenAsync(asleep, "a");
        var approved = await asleep.Admin.Orders.SubmitAsync(Trading.Buy("a", "slow"), Ct);
        approved.Verdict.ShouldBe(Verdict.Approved);
        await asleep.OrderAtGateAsync(Ct);
        asleep.Freeze();

        // Neither another account's halt nor newer rules concern it.
        await awake.Admin.Controls.HaltAsync(Scope.Account("another"), "test", Ct);
        var halt = await awake.Admin.Controls.HaltAsync(Scope.Account("a"), "test", Ct);
        asleep.Thaw();
        await asleep.OpenGateAsync();

        halt.InFlight.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            o => o.OrderId.ShouldBe(approved.OrderId),
            o => o.CancelRequested.ShouldBeTrue());
        await foreach (var account in awake.Admin.Accounts.WatchAsync("a", Ct))
            if (account.WorkingOrders.Count == 0) break;
        var events = await awake.Admin.Journal.ReadAsync("a", cancellation: Ct).ToListAsync(Ct);
        var rejected = JsonNode.Parse(events.Single(e => e.Type == "order_rejected").Json)!;
        rejected["reason"]!.GetValue<string>().ShouldBe($"approved under control version {approved.ControlVersion}; account a halted at {halt.ControlVersion}");
        events.ShouldNotContain(e => e.Type == "order_filled");
        (await LedgerAsync("a")).ShouldBe(["paper_order_refused"]);
        (await asleep.Admin.Accounts.GetAsync("a", Ct)).PositionIn(Trading.Symbol).ShouldBe(0m);
        await ShouldBeSoundAsync(asleep, awake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_node_had_not_sent_the_other_sends_once_though_nobody_asks_for_the_accounts(bool killedHoldsTheLock)
    {
        var first = await StartAsync(killedHoldsTheLock ? Gate.Closed : Gate.Open);
        var second = await StartAsync(killedHoldsTheLock ? Gate.Open : Gate.Closed);
        var (killed, survivor) = killedHoldsTheLock ? (first, second) : (second, first);
        // Opened after the other has started: it has never heard of them.
        var trading = new Trading(seed: 11, "a", "b", "c");
        await OpenAsync(killed, [.. trading.Accounts]);
        await Trading.QuoteAsync(survivor.Admin, Ct);
        foreach (var account in trading.Accounts)
            for (var n = 0; n < 4; n++) (await trading.AskAsync(killed.Admin, trading.Next(account), Ct)).ShouldBeTrue();
        await killed.OrderAtGateAsync(Ct);
        foreach (var account in trading.Accounts) (await Books.TakenAsync(_database.ConnectionString, account, Ct)).ShouldBeEmpty();

        await killed.KillAsync();

        foreach (var account in trading.Accounts)
            await UntilAsync(async () => (await Books.TakenAsync(_database.ConnectionString, account, Ct)).Count >= 4);
        await Books.ShouldAgreeAsync(survivor.Admin, _database.ConnectionString, trading, Ct);
        survivor.Errors.ShouldBeEmpty();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task An_order_that_the_holder_has_resumed_and_its_own_node_sends_as_well_is_one_order()
    {
        await using var holder = await StartAsync(Gate.Open);
        await using var slow = await StartAsync(Gate.Closed);
        var trading = new Trading(seed: 12, "a");
        await OpenAsync(slow, "a");
        await Trading.QuoteAsync(holder.Admin, Ct);
        for (var n = 0; n < 3; n++) (await trading.AskAsync(slow.Admin, trading.Next("a"), Ct)).ShouldBeTrue();
        await slow.OrderAtGateAsync(Ct);

        await UntilAsync(async () => (await Books.TakenAsync(_database.ConnectionString, "a", Ct)).Count == 3);
        await slow.OpenGateAsync();
        (await trading.AskAsync(slow.Admin, trading.Next("a"), Ct)).ShouldBeTrue();

        await UntilAsync(async () => (await Books.TakenAsync(_database.ConnectionString, "a", Ct)).Count >= 4);
        await Books.ShouldAgreeAsync(slow.Admin, _database.ConnectionString, trading, Ct);
        await ShouldBeSoundAsync(holder, slow);
    }

    [Fact]
    public async Task A_holder_that_stands_still_loses_the_lock_to_the_other_and_does_not_get_it_back_by_going_on()
    {
        await using var first = await StartAsync(Gate.Open);
        await using var second = await StartAsync(Gate.Open);
        await OpenAsync(first, "a");
        (await EpochAsync()).ShouldBe(1);

        first.Freeze();
        await UntilAsync(async () => await EpochAsync() == 2);
        first.Thaw();

        await UntilAsync(() => Task.FromResult(first.Said.Contains("no session for the outbox lock", StringComparison.Ordinal)));
        var trading = new Trading(seed: 13, "a");
        await Trading.QuoteAsync(second.Admin, Ct);
        foreach (var node in (GatewayProcess[])[first, second]) (await trading.AskAsync(node.Admin, trading.Next("a"), Ct)).ShouldBeTrue();
        await Books.ShouldAgreeAsync(first.Admin, _database.ConnectionString, trading, Ct);
        (await EpochAsync()).ShouldBe(2);

        await second.KillAsync();
        await UntilAsync(async () => await EpochAsync() == 3);
        await ShouldBeSoundAsync(first);
    }

    private Task<GatewayProcess> StartAsync(Gate gate) => GatewayProcess.StartAsync(_folder, _packs.Folder, _database.ConnectionString, Ct, gate);

    private static async Task OpenAsync(GatewayProcess node, params string[] accounts)
    {
        foreach (var account in accounts) await node.Admin.Accounts.OpenAsync(account, TestPacks.Wide, broker: "gated", cancellation: Ct);
        await Trading.QuoteAsync(node.Admin, Ct);
    }

    private static async Task ShouldBeSoundAsync(params GatewayProcess[] nodes)
    {
        foreach (var node in nodes) node.Errors.ShouldBeEmpty();
        (await nodes[0].Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct)).Findings.ShouldBeEmpty();
    }

    private async Task<long> EpochAsync() => (await QueryAsync("select epoch::text from pc_outbox")).Select(long.Parse).Single();

    private Task<List<string>> LedgerAsync(string account) => QueryAsync($"select type from paper.mt_events where stream_id = 'paper-{account}' order by version");

    private async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct)) rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds()) await tick.WaitForNextTickAsync(Ct);
    }
}
