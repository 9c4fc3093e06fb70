using System.Collections.Concurrent;
using System.Security.Cryptography;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Server;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>The drill of this project's README: a backup is one when it has been restored, verified, and found to hold the same state.</summary>
public sealed class BackupDrillTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.NewPath("portcullis-drill-");
    private readonly string _copyFolder = TestFolder.NewPath("portcullis-copy-");
    private PrivatePostgres _server = null!;
    private PostgresJournal _journal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _folder }, Ct);
        _journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _server.ConnectionString }, TimeProvider.System, ct: Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_copyFolder))
            Directory.Delete(_copyFolder, recursive: true);
    }

    [Fact]
    public async Task A_base_backup_taken_under_load_restores_to_a_verified_prefix_with_the_same_state()
    {
        var acknowledged = await UnderLoadAsync(() => BaseBackup.TakeAsync(_server, _copyFolder, ["-d", BaseBackup.ConnectionInfo(_server)], Ct));

        await using var copy = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _copyFolder }, Ct);
        await HoldsTheSameAsync(copy.ConnectionString, acknowledged);
    }

    [Theory]
    [InlineData("custom")]
    [InlineData("plain")]
    public async Task A_dump_taken_under_load_restores_to_a_verified_prefix_with_the_same_state(string format)
    {
        // The instance's folder is the server's own; what it dumps must be where this test may read it.
        var tools = new InstanceFolder(_copyFolder);
        var path = Path.Combine(tools.Data, "journal.dump");
        var acknowledged = await UnderLoadAsync(() => BaseBackup.RunAsync(tools, "pg_dump", ["-d", BaseBackup.ConnectionInfo(_server, "portcullis"), "-F", format, "-f", path], Ct));

        await using var copy = await JournalDump.RestoreAsync(path, ct: Ct);
        await HoldsTheSameAsync(copy.ConnectionString, acknowledged, isDump: true);
    }

    /// <summary>Producers write before, while and after the backup is taken. Returns the positions that were acknowledged before it began.</summary>
    private async Task<IReadOnlyCollection<long>> UnderLoadAsync(Func<Task> backup)
    {
        var acknowledged = new ConcurrentBag<long>();
        using var done = new CancellationTokenSource();
        var producers = Enumerable.Range(0, 4).Select(n => Task.Run(() => ProduceAsync($"account-{n}", acknowledged, done.Token), Ct)).ToArray();
        await Wait.UntilAsync(() => Task.FromResult(acknowledged.Count >= 200), Ct);
        long[] before = [.. acknowledged];
        await backup();
        await done.CancelAsync();
        await Task.WhenAll(producers);
        return before;
    }

    private async Task ProduceAsync(string stream, ConcurrentBag<long> acknowledged, CancellationToken done)
    {
        for (var version = 0; !done.IsCancellationRequested; version++)
        {
            var accepted = (await _journal.AppendAsync(Given.Append(stream, version, key: $"order-{version}"), Ct)).ShouldBeOfType<AppendResult.Accepted>();
            acknowledged.Add(accepted.FirstPosition);
        }
    }

    private async Task HoldsTheSameAsync(string copied, IReadOnlyCollection<long> acknowledged, bool isDump = false)
    {
        await using var copy = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = copied }, TimeProvider.System, ct: Ct);
        var restored = await copy.VerifyAsync(new VerifyRequest { IsDump = isDump }, null, Ct);
        restored.Findings.ShouldBeEmpty();
        restored.Head.ShouldBeGreaterThanOrEqualTo(acknowledged.Max());

        var original = await _journal.VerifyAsync(new VerifyRequest(1, restored.Head), null, Ct);
        original.HeadHash.ShouldBe(restored.HeadHash);
        (await StateHashAsync(copy, restored.Head)).ShouldBe(await StateHashAsync(_journal, restored.Head));

        // The copy is a journal, not a museum: it goes on from there.
        (await copy.AppendAsync(Given.Append("after-the-restore", 0), Ct)).ShouldBe(new AppendResult.Accepted(restored.Head + 1, restored.Head + 1, 1));
        (await copy.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
    }

    /// <summary>A fold of every event in order, as a host folds its state.</summary>
    private static async Task<string> StateHashAsync(PostgresJournal journal, long to)
    {
        using var state = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var stored in journal.ReadAllAsync(ct: Ct).TakeWhile(stored => stored.Position <= to))
        {
            state.AppendData(System.Text.Encoding.UTF8.GetBytes($"{stored.Position} {stored.Stream} {stored.Version} {stored.Type} {stored.Timestamp:O} {stored.Id}"));
            state.AppendData(stored.Json.Span);
        }

        return Convert.ToHexStringLower(state.GetHashAndReset());
    }
}
