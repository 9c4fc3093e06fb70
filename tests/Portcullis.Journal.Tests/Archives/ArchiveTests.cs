using System.Text;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Archives;

public sealed class ArchiveTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _folder = TestFolder.NewPath("portcullis-archive-");
    private PostgresJournal _journal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string ArchivePath => Path.Combine(_folder, "journal.jsonl");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        _journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = await postgres.CreateDatabaseAsync(Ct) }, TimeProvider.System, ct: Ct);
        for (var n = 0; n < 10; n++)
            await _journal.AppendAsync(Given.Append("account-a", n * 3, events: 3, key: $"order-{n}"), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_archive_verifies_without_a_database_to_the_same_hash()
    {
        (await WriteAsync(1, null)).ShouldBe(30);

        var report = await new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest(), null, Ct);
        report.Findings.ShouldBeEmpty();
        report.Events.ShouldBe(30);
        report.HeadHash.ShouldBe((await _journal.ChainHeadAsync(Ct)).Hash);
        (await new JournalArchive(ArchivePath).ReadAsync(Ct).Select(stored => stored.Position).ToArrayAsync(Ct)).ShouldBe(Enumerable.Range(1, 30).Select(n => (long)n));
    }

    [Fact]
    public async Task A_part_is_widened_to_whole_blocks_and_verifies_too()
    {
        (await WriteAsync(8, 17)).ShouldBe(12);

        var report = await new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest(), null, Ct);
        report.Findings.ShouldBeEmpty();
        (report.Events, report.Head).ShouldBe((12, 18));
    }

    [Fact]
    public async Task An_edited_archive_names_the_event_and_a_cut_one_is_found_by_a_checkpoint()
    {
        await WriteAsync(1, null);
        var checkpoints = new CheckpointFolder(Path.Combine(_folder, "checkpoints"));
        await checkpoints.ExportAsync("journal", await _journal.ChainHeadAsync(Ct), Given.Noon, Ct);
        var lines = await File.ReadAllLinesAsync(ArchivePath, Ct);

        await File.WriteAllLinesAsync(ArchivePath, lines.Select(line => line.Replace("\"order\":\"o-14\"", "\"order\":\"o-15\"", StringComparison.Ordinal)), Ct);
        var edited = await new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest(), null, Ct);
        edited.Findings.ShouldHaveSingleItem().Position.ShouldBe(14);

        await File.WriteAllLinesAsync(ArchivePath, lines[..^4], Ct);
        var cut = await new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest { Checkpoints = checkpoints.Read() }, null, Ct);
        cut.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Truncated);
    }

    [Fact]
    public async Task Csv_has_a_header_a_row_per_event_and_quotes_what_needs_it()
    {
        using var target = new MemoryStream();
        (await CsvExport.WriteAsync(_journal.ReadAllAsync(28, Ct), target, Ct)).ShouldBe(2);

        var rows = Encoding.UTF8.GetString(target.ToArray()).Split("\r\n");
        rows[0].ShouldBe(CsvExport.Header);
        rows[1].ShouldStartWith("29,account-a,29,order_decided,2026-03-02T12:00:00.1234560+00:00,");
        rows[1].ShouldContain("\"\"order\"\": \"\"o-29\"\"");
        rows.Length.ShouldBe(4);
    }

    private async Task<long> WriteAsync(long from, long? to)
    {
        await using var file = File.Create(ArchivePath);
        return await _journal.ArchiveAsync(file, from, to, Ct);
    }
}
