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

    [Theory]
    [InlineData("")]
    [InlineData("root:x:0:0:root:/root:/bin/bash\n")]
    [InlineData("{\"kind\":\"event\",\"position\":1}\n")]
    public async Task A_file_without_a_block_is_not_intact(string content)
    {
        await File.WriteAllTextAsync(ArchivePath, content, Ct);

        var report = await VerifyAsync();
        (report.Valid, report.Findings[0].Kind).ShouldBe((false, FindingKind.Truncated));
    }

    /// <summary>Wherever the edit falls: into a value, a name, a bracket, an end of line.</summary>
    [Fact]
    public async Task Each_changed_byte_of_an_archive_is_found()
    {
        await WriteAsync(1, 6);
        var sound = await File.ReadAllBytesAsync(ArchivePath, Ct);
        for (var at = 0; at < sound.Length; at++)
        {
            byte[] edited = [.. sound];
            edited[at] ^= 1;
            await File.WriteAllBytesAsync(ArchivePath, edited, Ct);
            (await VerifyAsync()).Valid.ShouldBeFalse($"byte {at}, '{(char)sound[at]}' to '{(char)edited[at]}'");
        }
    }

    [Fact]
    public async Task A_line_that_no_archive_has_is_named_and_so_is_an_event_behind_the_last_block()
    {
        await WriteAsync(1, null);
        var lines = await File.ReadAllLinesAsync(ArchivePath, Ct);

        foreach (var stray in (string[])["a note", "{\"kind\":\"remark\"}", lines[1].Replace("\"kind\"", "\"by\":\"somebody\",\"kind\"", StringComparison.Ordinal), lines[1][..^1] + ",\"position\":1}", " " + lines[0].Replace("{\"kind\":", "{ \"kind\":", StringComparison.Ordinal)])
        {
            await File.WriteAllLinesAsync(ArchivePath, [.. lines[..5], stray, .. lines[5..]], Ct);
            (await VerifyAsync()).Findings.ShouldHaveSingleItem().Message.ShouldStartWith("Line 000000006 of ");
        }

        await File.WriteAllLinesAsync(ArchivePath, [.. lines, lines[^1].Replace("\"position\":30", "\"position\":31", StringComparison.Ordinal)], Ct);
        var finding = (await VerifyAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Position).ShouldBe((FindingKind.Inserted, 31));
    }

    [Fact]
    public async Task A_compressed_archive_that_is_cut_or_damaged_is_found_and_nobody_reads_over_the_place()
    {
        await WriteAsync(1, null);
        var path = ArchivePath + ".gz";
        using (var packed = new MemoryStream())
        {
            await using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
                await zip.WriteAsync(await File.ReadAllBytesAsync(ArchivePath, Ct), Ct);
            await File.WriteAllBytesAsync(path, packed.ToArray(), Ct);
        }

        var sound = await File.ReadAllBytesAsync(path, Ct);
        (await new JournalArchive(path).VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        byte[] damaged = [.. sound];
        damaged[sound.Length / 2] ^= 0xff;
        foreach (var content in (byte[][])[sound[..^20], sound[..(sound.Length / 2)], damaged])
        {
            await File.WriteAllBytesAsync(path, content, Ct);
            (await new JournalArchive(path).VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeFalse();
            await Should.ThrowAsync<EventsArchivedException>(async () => await new JournalArchive(path).ReadAsync(Ct).CountAsync(Ct));
        }
    }

    [Fact]
    public async Task A_range_of_an_archive_ends_with_its_block_and_none_past_its_end_is_intact()
    {
        await WriteAsync(1, null);

        var part = await new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest(8, 14), null, Ct);
        (part.Valid, part.Events, part.Head).ShouldBe((true, 9, 15));
        foreach (var beyond in (VerifyRequest[])[new(1, 31), new(31)])
            (await new JournalArchive(ArchivePath).VerifyAsync(beyond, null, Ct)).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Truncated);
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

    private Task<VerifyReport> VerifyAsync() => new JournalArchive(ArchivePath).VerifyAsync(new VerifyRequest(), null, Ct);

    private async Task<long> WriteAsync(long from, long? to)
    {
        await using var file = File.Create(ArchivePath);
        return await _journal.ArchiveAsync(file, from, to, Ct);
    }
}
