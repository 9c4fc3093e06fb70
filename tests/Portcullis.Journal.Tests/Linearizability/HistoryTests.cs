using System.Globalization;
using Portcullis.Journal.Tests.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Linearizability;

/// <summary>Histories of one to three node processes on one database. PORTCULLIS_HISTORIES sets how many; ten otherwise.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private readonly List<PrivatePostgres> _servers = [];
    private readonly List<string> _folders = [TestFolder.NewPath("portcullis-histories-")];

    private static readonly int Faults = Enum.GetValues<Fault>().Length;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PrivatePostgres Server { get; set; } = null!;

    public ValueTask InitializeAsync() => new(StartServerAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        foreach (var folder in _folders)
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Every_history_can_be_explained_by_one_order()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("PORTCULLIS_HISTORIES") ?? "10", CultureInfo.InvariantCulture);
        var first = int.Parse(Environment.GetEnvironmentVariable("PORTCULLIS_HISTORY_SEED") ?? "1", CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + count; seed++)
        {
            var fault = (Fault)(seed % Faults);
            var nodes = 1 + ((seed + (seed / Faults)) % 3);
            var faults = fault == Fault.PromoteStandby ? await RunOnPairAsync(seed, nodes) : await RunAsync(seed, nodes, fault);
            faults.ShouldBeEmpty($"seed {seed}, {nodes} nodes, {fault}");
            await Sql.ExecuteAsync(Server.ConnectionString, $"drop database history_{seed} with (force)");
            TestContext.Current.SendDiagnosticMessage($"history {seed}: {nodes} nodes, {fault}: sound");
        }
    }

    [Theory]
    [InlineData("late-reader")]
    [InlineData("stale-head")]
    public async Task A_flawed_reader_is_found_out(string flaw)
    {
        await CreateDatabaseAsync("flawed");
        var faults = await OnServer("flawed", 1).RunAsync(2, Fault.None, flaw);
        faults.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_store_without_its_version_check_is_found_out()
    {
        var database = await CreateDatabaseAsync("unchecked");
        await BreakAsync(
            database,
            "if exists (select from unnest(p_ids, p_from) as c(id, version)", "if false and exists (select from unnest(p_ids, p_from) as c(id, version)",
            "drop index pk_mt_events_stream_and_version");

        var faults = await OnServer("unchecked", 2).RunAsync(3, Fault.None);
        faults.ShouldContain(fault => fault.Contains("has version"));
    }

    [Fact]
    public async Task A_store_without_its_lock_is_found_out()
    {
        var database = await CreateDatabaseAsync("unlocked");

        await BreakAsync(
            database,
            "perform pg_advisory_xact_lock(p_lock);", "perform pg_sleep(0);",
            "alter table mt_events drop constraint pkey_mt_events_seq_id; alter table pc_blocks drop constraint pc_blocks_pkey; drop index pc_blocks_last_position; drop index pk_mt_events_stream_and_version; alter table pc_keys drop constraint pc_keys_pkey");

        var faults = await OnServer("unlocked", 3).RunAsync(3, Fault.None);
        faults.ShouldContain(fault => fault.Contains("is due"));
    }

    private async Task<IReadOnlyList<string>> RunAsync(int seed, int nodes, Fault fault)
    {
        await CreateDatabaseAsync($"history_{seed}");
        return await OnServer($"history_{seed}", seed).RunAsync(nodes, fault);
    }

    /// <summary>The server gets a standby, dies, and its standby is the server of all histories after this.</summary>
    private async Task<IReadOnlyList<string>> RunOnPairAsync(int seed, int nodes)
    {
        var database = $"history_{seed}";
        await CreateDatabaseAsync(database);
        var pair = await StandbyPair.FollowAsync(Server, Ct);
        _servers.Add(pair.Standby);
        return await OnServer(database, seed, FailOverAsync, pair.ConnectionStringTo(database)).RunAsync(nodes, Fault.PromoteStandby);

        async Task FailOverAsync()
        {
            await pair.FailOverAsync();
            _folders.Add(pair.StandbyFolder);
            Server = pair.Standby;
        }
    }

    private HistoryRun OnServer(string database, int seed, Func<Task>? failOver = null, string? nodesConnection = null) =>
        new(() => Server.ProcessId, StartServerAsync, () => Server.ConnectionStringTo(database), seed, failOver, nodesConnection);

    private async Task StartServerAsync()
    {
        Server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _folders[^1] }, Ct);
        _servers.Add(Server);
    }

    private async Task<string> CreateDatabaseAsync(string name)
    {
        await Sql.ExecuteAsync(Server.ConnectionString, $"create database {name}");
        return Server.ConnectionStringTo(name);
    }

    /// <summary>Migrates a database and then takes a promise out of it.</summary>
    private static async Task BreakAsync(string database, string sound, string broken, string also)
    {
        await using (await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct))
        {
        }

        var definition = (string)(await Sql.ScalarAsync(database, "select pg_get_functiondef('pc_append'::regproc)"))!;
        definition.ShouldContain(sound);
        await Sql.ExecuteAsync(database, definition.Replace(sound, broken, StringComparison.Ordinal));
        await Sql.ExecuteAsync(database, also);
    }
}
