using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portcullis.Client;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Archives;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Journals;

/// <summary>What an auditor asks of a running gateway, on a database of its own that somebody has edited.</summary>
public sealed class Auditing_the_journal(GatewayFixture fixture) : IAsyncLifetime
{
    private const string Account = "audited";
    private readonly string _folder = TestFolder.NewPath("portcullis-audited-");
    private TestGateway _gateway = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Database => _gateway.Options.Postgres!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await fixture.StartAsync(options => options with { DataDir = _folder }, cancellationToken: Ct);
        await _gateway.Admin.Accounts.OpenAsync(Account, TestPacks.Wide, cancellation: Ct);
        for (var n = 0; n < 3; n++) await _gateway.Admin.Orders.SubmitAsync(Market.Buy(Account, $"o-{n}"), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_sound_journal_is_intact_and_the_auditor_is_told_how_far_it_has_come()
    {
        await SignAsync();
        await SnapshotAsync();

        var steps = await _gateway.Admin.Journal.VerifyAsync(cancellation: Ct).ToListAsync(Ct);
        var last = steps[^1];
        steps.Count.ShouldBeGreaterThan(2);
        steps.SkipLast(1).ShouldAllBe(step => !step.Done);
        (last.Done, last.Intact, last.Checkpoints, last.Snapshots, last.Decisions).ShouldBe((true, true, 1, 1, 3));
        last.Position.ShouldBe(last.Head);
        last.Events.ShouldBe(last.Head);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_without_a_trace_is_found_by_a_checkpoint()
    {
        await SignAsync();
        await ExecuteAsync(
            """
            delete from mt_events where seq_id = (select max(seq_id) from mt_events); delete from pc_blocks b where b.last_position > (select max(seq_id) from mt_events);
            delete from mt_events e where e.seq_id > (select max(last_position) from pc_blocks);
            update mt_event_progression set last_seq_id = (select max(seq_id) from mt_events), last_updated = (select max(committed_at) from pc_blocks) where name = 'HighWaterMark';
            select setval('mt_events_sequence', (select max(seq_id) from mt_events));
            update mt_streams s set version = e.version, timestamp = e.timestamp from (select distinct on (stream_id) * from mt_events order by stream_id, version desc) e where e.stream_id = s.id
            """);

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Contains("was signed at"));
    }

    [Theory]
    [InlineData("update mt_events set data = jsonb_set(data, '{approvedQuantity}', '999') where type = 'order_decided' and version = 2", "version 2")]
    [InlineData("update mt_streams set version = version + 1 where id = 'account-audited'", "account-audited")]
    [InlineData("delete from pc_keys", "idempotency key")]
    [InlineData("update pc_snapshots set data = convert_to(replace(convert_from(data, 'UTF8'), 'SPY', 'SPX'), 'UTF8') where stream_id = 'account-audited'", "does not follow from its events")]
    [InlineData("update pc_snapshots set data = 'nonsense' where stream_id = 'account-audited'", "does not follow from its events")]
    [InlineData("delete from pc_blobs", "is not in the journal")]
    [InlineData("update pc_blobs set content = convert_to(replace(convert_from(content, 'UTF8'), '1', '2'), 'UTF8')", "is not in the journal")]
    public async Task An_edit_is_named(string edit, string named)
    {
        await SnapshotAsync();
        await ExecuteAsync(edit);

        var last = await VerifyAsync();
        last.Intact.ShouldBeFalse();
        last.Findings.ShouldContain(finding => finding.Contains(named));
    }

    [Theory]
    [InlineData("global", false)]
    [InlineData("firm", true)]
    [InlineData("account", true)]
    [InlineData("instrument", true)]
    public async Task An_approval_that_was_smuggled_in_behind_a_halt_is_named_though_the_chain_is_whole(string kind, bool namesTheVersion)
    {
        var scope = kind switch { "firm" => Scope.Firm($"{TestPacks.Wide}-firm"), "account" => Scope.Account(Account), "instrument" => Scope.Instrument(Market.Symbol), _ => Scope.Global };
        var before = (await VerifyAsync()).Head;
        var halt = await _gateway.Admin.Controls.HaltAsync(scope, "test", Ct);
        var stream = Grains.Streams.Of(new(Account));
        var journal = _gateway.Services.GetRequiredService<IJournal>();
        var events = await journal.ReadStreamAsync(stream, 1, Ct).ToListAsync(Ct);
        var approved = events.Where(e => e.Type == "order_decided").Select(e => (OrderDecided)EventCatalog.Read(e.Type, e.Json.Span)!).Last();
        var request = approved.Request with { ClientOrderId = new("smuggled") };
        var forged = approved with
        {
            OrderId = new OrderId($"{Account}-{events.Count + 1}"), Request = request, RequestHash = request.ContentHash(), ControlVersion = namesTheVersion ? halt.ControlVersion : approved.ControlVersion,
        };
        var place = (await journal.AppendAsync(new Append(stream, events.Count, [new EventData("order_decided", EventCatalog.Write(forged))], Market.Start), Ct)).ShouldBeOfType<AppendResult.Accepted>();

        var last = await VerifyAsync();

        last.Intact.ShouldBeFalse();
        var at = $"position {place.FirstPosition}, {stream} version {events.Count + 1}: ";
        string[] version = namesTheVersion ? [] : [$"{at}decided under control version {approved.ControlVersion}, where the control stream was at {halt.ControlVersion}"];
        last.Findings.ShouldBe([.. version, $"{at}approved although {scope.ToString().Replace(':', ' ')} was halted since control version {halt.ControlVersion}"]);
        last.Head.ShouldBe(before + 2);
    }

    [Fact]
    public async Task After_archiving_the_account_goes_on_the_auditor_is_told_and_with_the_archives_nothing_is_missing()
    {
        await SnapshotAsync();
        var before = await _gateway.Admin.Accounts.GetWithStateHashAsync(Account, Ct);
        var archives = TestFolder.NewPath("portcullis-archives-");
        try
        {
            await ReportedAsync();
            (await new JournalArchiving(Database, "public", TimeProvider.System).RunAsync(TimeProvider.System.GetUtcNow(), archives, Ct)).Removed.ShouldBeGreaterThan(5);

            await RestartAsync(null);
            (await _gateway.Admin.Accounts.GetWithStateHashAsync(Account, Ct)).StateHash.ShouldBe(before.StateHash);
            (await _gateway.Admin.Orders.SubmitAsync(Market.Buy(Account, "o-3"), Ct)).Verdict.ShouldBe(Client.Verdict.Approved);
            var without = await VerifyAsync();
            (without.Intact, without.Archived > 5, without.ArchivedThrough > 5).ShouldBe((true, true, true));
            var told = await Should.ThrowAsync<PortcullisException>(() => _gateway.Admin.Journal.ReadAsync(Account, cancellation: Ct).CountAsync(Ct).AsTask());
            told.Message.ShouldContain("archives");

            await RestartAsync(archives);
            var with = await VerifyAsync();
            (with.Intact, with.Archived, with.Snapshots, with.Decisions).ShouldBe((true, 0, 1, 4));
            (await _gateway.Admin.Journal.ReadAsync(Account, types: ["order_decided"], cancellation: Ct).CountAsync(Ct)).ShouldBe(4);
            (await _gateway.Admin.Orders.SubmitAsync(Market.Buy(Account, "o-0"), Ct)).Duplicate.ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(archives, recursive: true);
        }
    }

    [Fact]
    public async Task An_account_whose_snapshot_is_gone_and_whose_events_are_archived_is_quarantined_alone_until_the_archives_are_there()
    {
        await SnapshotAsync();
        await _gateway.Admin.Accounts.OpenAsync("other", TestPacks.Wide, cancellation: Ct);
        var before = await _gateway.Admin.Accounts.GetWithStateHashAsync(Account, Ct);
        var archives = TestFolder.NewPath("portcullis-archives-");
        try
        {
            await ReportedAsync();
            await new JournalArchiving(Database, "public", TimeProvider.System).RunAsync(TimeProvider.System.GetUtcNow(), archives, Ct);
            await ExecuteAsync("delete from pc_snapshots where stream_id = 'account-audited'");

            await RestartAsync(null);
            _gateway.Log.Expect("have left the tables");
            var told = await Should.ThrowAsync<PortcullisException>(() => _gateway.Admin.Orders.SubmitAsync(Market.Buy(Account, "o-3"), Ct));
            told.Message.ShouldContain("have left the tables for archives");
            (await _gateway.Admin.Orders.SubmitAsync(Market.Buy("other", "o-1"), Ct)).Verdict.ShouldBe(Client.Verdict.Approved);
            (await VerifyAsync()).Findings.ShouldContain(finding => finding.Contains("no snapshot covers them any more"));

            await RestartAsync(archives);
            (await _gateway.Admin.Accounts.GetWithStateHashAsync(Account, Ct)).StateHash.ShouldBe(before.StateHash);
            (await VerifyAsync()).Findings.ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(archives, recursive: true);
        }
    }

    private async Task RestartAsync(string? archives)
    {
        var database = Database;
        await _gateway.DisposeAsync();
        _gateway = await fixture.StartAsync(options => options with { DataDir = _folder, Postgres = database, Archives = archives }, cancellationToken: Ct);
    }

    private async Task<Client.VerifyProgress> VerifyAsync() => await _gateway.Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct);

    private async Task SignAsync()
    {
        var storage = _gateway.Services.GetRequiredService<Storage>();
        (await storage.Checkpoints.ExportAsync("journal", await storage.Journal.ChainHeadAsync(Ct), Market.Start, Ct)).ShouldNotBeNull();
    }

    /// <summary>As the gateway does now and then, but now.</summary>
    private async Task SnapshotAsync()
    {
        var storage = _gateway.Services.GetRequiredService<Storage>();
        var state = await _gateway.Services.GetRequiredService<AccountDirectory>().Get(new(Account)).GetAsync(Ct);
        var json = JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Options);
        await storage.Journal.SaveSnapshotAsync(new Snapshot(Grains.Streams.Of(state.Id), state.Version, AccountState.SnapshotSchema, json), Ct);
    }

    // What the reports have not read stays in the tables.
    private Task<ReportPage<OrderReport>> ReportedAsync() => _gateway.Admin.Reports.OrdersAsync(new OrderQuestion { CaughtUp = true }, Ct);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
