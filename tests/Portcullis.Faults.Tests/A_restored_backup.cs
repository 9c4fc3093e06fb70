using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Server;
using Portcullis.Journal.Tests.Postgres;
using Portcullis.Testing;

namespace Portcullis.Faults.Tests;

/// <summary>The drill of the journal's README with whole gateways: a backup is one when a gateway on it has the same accounts, to the hash.</summary>
public sealed class A_restored_backup : IAsyncLifetime
{
    private static readonly string[] Accounts = ["a", "b"];

    private readonly string _folder = TestFolder.NewPath("portcullis-original-");
    private readonly string _copyFolder = TestFolder.NewPath("portcullis-restored-");
    private readonly TestPacks _packs = new();
    private PrivatePostgres _server = null!;
    private TestGateway _gateway = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _folder }, Ct);
        _gateway = await StartAsync(_server.ConnectionString);
        foreach (var account in Accounts) await _gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
        await TradeAsync("before");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
        _packs.Dispose();
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_copyFolder)) Directory.Delete(_copyFolder, recursive: true);
    }

    [Fact]
    public async Task A_base_backup_verifies_and_a_gateway_on_it_has_the_same_state_hashes()
    {
        var hashes = await HashesAsync(_gateway);
        await BaseBackup.TakeAsync(_server, _copyFolder, ["-d", BaseBackup.ConnectionInfo(_server)], Ct);
        await TradeAsync("after");

        await using var copy = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _copyFolder }, Ct);
        await ShouldHoldAsync(copy.ConnectionString, hashes);
    }

    [Fact]
    public async Task A_dump_verifies_and_a_gateway_on_it_has_the_same_state_hashes()
    {
        var hashes = await HashesAsync(_gateway);
        var tools = new InstanceFolder(_copyFolder);
        var path = Path.Combine(tools.Data, "journal.dump");
        await BaseBackup.RunAsync(tools, "pg_dump", ["-d", BaseBackup.ConnectionInfo(_server, "portcullis"), "-F", "custom", "-f", path], Ct);
        await TradeAsync("after");

        await using var copy = await JournalDump.RestoreAsync(path, ct: Ct);
        await ShouldHoldAsync(copy.ConnectionString, hashes);
    }

    private async Task ShouldHoldAsync(string copy, IReadOnlyDictionary<string, (long, string)> hashes)
    {
        (await HashesAsync(_gateway)).ShouldNotBe(hashes);
        await using var restored = await StartAsync(copy);
        (await HashesAsync(restored)).ShouldBe(hashes);
        (await restored.Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct)).Findings.ShouldBeEmpty();

        // It goes on as the original did: the same order leads to the same state.
        foreach (var account in Accounts)
        {
            var told = await restored.Admin.Orders.SubmitAsync(Market.Buy(account, "before-0"), Ct);
            told.Duplicate.ShouldBeTrue();
        }

        await TradeAsync("after", restored);
        (await HashesAsync(restored)).ShouldBe(await HashesAsync(_gateway));
    }

    private async Task<TestGateway> StartAsync(string database)
    {
        var gateway = await TestGateway.StartAsync(database, _packs.Folder, options => options with { ResetAdminKey = true }, Ct);
        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start)], cancellation: Ct);
        return gateway;
    }

    private async Task TradeAsync(string name, TestGateway? at = null)
    {
        foreach (var account in Accounts)
            for (var n = 0; n < 10; n++)
                (await (at ?? _gateway).Admin.Orders.SubmitAsync(Market.Buy(account, $"{name}-{n}", 1 + n), Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    private static async Task<SortedDictionary<string, (long Version, string Hash)>> HashesAsync(TestGateway gateway)
    {
        var hashes = new SortedDictionary<string, (long, string)>(StringComparer.Ordinal);
        foreach (var account in Accounts)
        {
            var state = await gateway.Admin.Accounts.GetWithStateHashAsync(account, Ct);
            state.StateHash.Length.ShouldBe(64);
            hashes.Add(account, (state.Version, state.StateHash));
        }

        return hashes;
    }
}
