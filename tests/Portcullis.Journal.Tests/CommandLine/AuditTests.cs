using System.Text.Json;
using Npgsql;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Server;
using Portcullis.Journal.Tests.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.CommandLine;

/// <summary>What an auditor does with portcullis-journal, on a database, a dump and an export.</summary>
public sealed class AuditTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _folder = TestFolder.NewPath("portcullis-audit-");
    private string _database = null!;
    private string _headHash = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        _database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database }, TimeProvider.System, ct: Ct);
        for (var n = 0; n < 10; n++)
            await journal.AppendAsync(Given.Append("account-a", n * 3, events: 3, key: $"order-{n}"), Ct);
        _headHash = (await journal.ChainHeadAsync(Ct)).Hash;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sound_database_is_intact_and_tells_its_hash_and_progress()
    {
        var outcome = await Tool.RunAsync("verify", "--database", _database);

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Output.ShouldContain($"intact: 30 events in 10 blocks up to position 30, hash {_headHash}");
        outcome.Output.ShouldMatch("[0-9] events per second");
        outcome.Errors.ShouldContain("100 % position 30 of 30");
    }

    [Fact]
    public async Task Each_changed_event_is_named_and_the_exit_code_says_so()
    {
        await Sql.ExecuteAsync(_database, "update mt_events set data = jsonb_set(data, '{quantity}', '99') where seq_id in (14, 22)");

        var outcome = await Tool.RunAsync("verify", "--database", _database);
        outcome.ExitCode.ShouldBe(7);
        outcome.Output.ShouldContain("NOT INTACT");
        outcome.Output.ShouldContain("first broken block: 5");
        outcome.Output.ShouldContain("Changed at position 14 in block 5, account-a version 14");
        outcome.Output.ShouldContain("Changed at position 22 in block 8, account-a version 22");

        (await Tool.RunAsync("verify", "--database", _database, "--from", "15", "--to", "21")).ExitCode.ShouldBe(7);
        (await Tool.RunAsync("verify", "--database", _database, "--from", "16", "--to", "21")).ExitCode.ShouldBe(0);
        (await Tool.RunAsync("verify", "--database", _database, "--from", "16", "--to", "21")).Output.ShouldContain("Only a range was verified");
        (await Tool.RunAsync("verify", "--database", _database, "--to", "31")).Output.ShouldContain("Position 31 was asked for, and what is here ends at position 30");
        using var report = JsonDocument.Parse((await Tool.RunAsync("verify", "--database", _database, "--json")).Output);
        report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("position").GetInt64()).ShouldBe([14, 22]);
    }

    [Theory]
    [InlineData("custom")]
    [InlineData("plain")]
    [InlineData("tar")]
    [InlineData("directory")]
    public async Task A_dump_verifies_to_the_same_hash_and_an_edited_one_is_found(string format)
    {
        (await Tool.RunAsync("verify", "--dump", await DumpAsync("sound", format))).Output.ShouldContain($"hash {_headHash}");

        await Sql.ExecuteAsync(_database, "delete from mt_events where seq_id = 17");
        var edited = await Tool.RunAsync("verify", "--dump", await DumpAsync("edited", format));
        edited.ExitCode.ShouldBe(7, edited.Errors);
        edited.Output.ShouldContain("Missing at position 17 in block 6");
    }

    [Fact]
    public async Task An_export_verifies_without_a_database_against_a_checkpoint_and_an_edited_one_is_found()
    {
        var (file, checkpoints) = (Path.Combine(_folder, "journal.jsonl"), Path.Combine(_folder, "checkpoints"));
        (await Tool.RunAsync("checkpoint", "--database", _database, "--checkpoints", checkpoints)).Output.ShouldContain("Block 10, position 30");
        (await Tool.RunAsync("export", "--database", _database, "--file", file)).Output.ShouldContain("30 events");
        (await Tool.RunAsync("verify", "--archive", file, "--checkpoints", checkpoints)).Output.ShouldContain($"hash {_headHash}");
        using (var schema = JsonDocument.Parse(await File.ReadAllTextAsync(file + ".schema.json", Ct)))
            schema.RootElement.GetProperty("oneOf").GetArrayLength().ShouldBe(2);

        var lines = await File.ReadAllLinesAsync(file, Ct);
        await File.WriteAllLinesAsync(file, lines.Select(line => line.Replace("\"o-14\"", "\"o-15\"", StringComparison.Ordinal)), Ct);
        (await Tool.RunAsync("verify", "--archive", file)).Output.ShouldContain("Changed at position 14 in block 5");

        await File.WriteAllLinesAsync(file, lines[..^4], Ct);
        (await Tool.RunAsync("verify", "--archive", file)).ExitCode.ShouldBe(0);
        (await Tool.RunAsync("verify", "--archive", file, "--checkpoints", checkpoints)).Output.ShouldContain("Truncated at position 30");
    }

    [Fact]
    public async Task A_rotated_key_signs_what_comes_and_vouches_beside_the_old_one()
    {
        var checkpoints = Path.Combine(_folder, "checkpoints");
        await Tool.RunAsync("checkpoint", "--database", _database, "--checkpoints", checkpoints);
        (await Tool.RunAsync("rotate-key", "--checkpoints", checkpoints)).ExitCode.ShouldBe(0);
        await using (var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database }, TimeProvider.System, ct: Ct))
            await journal.AppendAsync(Given.Append("account-b", 0), Ct);
        await Tool.RunAsync("checkpoint", "--database", _database, "--checkpoints", checkpoints);

        Directory.GetFiles(Path.Combine(checkpoints, "checkpoints")).Length.ShouldBe(2);
        Directory.GetFiles(Path.Combine(checkpoints, "keys"), "*.public.pem").Length.ShouldBe(2);
        (await Tool.RunAsync("verify", "--database", _database, "--checkpoints", checkpoints)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_archived_is_told_read_from_its_folder_and_proven_alone()
    {
        var (archives, file) = (Path.Combine(_folder, "archives"), Path.Combine(_folder, "journal.jsonl"));
        await using (var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database }, TimeProvider.System, ct: Ct))
            await journal.SaveSnapshotAsync(new Snapshot("account-a", 20, 1, "{}"u8.ToArray()), Ct);

        var archived = await Tool.RunAsync("archive", "--database", _database, "--before", TimeProvider.System.GetUtcNow().ToString("O"), "--to", archives);
        archived.ExitCode.ShouldBe(0, archived.Errors);
        archived.Output.ShouldContain("30 events up to position 30 written to");
        archived.Output.ShouldContain("20 events have left the tables");
        archived.Output.ShouldContain("account-a: 10 archived events stay in the tables too");

        (await Tool.RunAsync("verify", "--database", _database)).Output.ShouldContain("20 of the events up to position 30 are archived and were not read");
        (await Tool.RunAsync("verify", "--database", _database, "--archives", archives)).Output.ShouldContain("intact: 31 events in 11 blocks");
        (await Tool.RunAsync("verify", "--archives", archives)).Output.ShouldContain($"intact: 30 events in 10 blocks up to position 30, hash {_headHash}");

        var refused = await Tool.RunAsync("export", "--database", _database, "--file", file);
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("name their folder");
        (await Tool.RunAsync("export", "--database", _database, "--file", file, "--archives", archives)).Output.ShouldContain("31 events");
        (await Tool.RunAsync("verify", "--archive", file)).Output.ShouldContain("intact: 31 events in 11 blocks");
        (await Tool.RunAsync("archive", "--database", _database, "--before", "2000-01-01T00:00:00Z", "--to", Path.Combine(_folder, "elsewhere"))).Errors.ShouldContain("is missing");
    }

    [Fact]
    public async Task Csv_comes_with_its_schema_and_ends_where_the_time_says()
    {
        var file = Path.Combine(_folder, "journal.csv");
        var cut = (DateTime)(await Sql.ScalarAsync(_database, "select committed_at from pc_blocks where number = 4"))!;

        var outcome = await Tool.RunAsync("export", "--database", _database, "--file", file, "--format", "csv", "--until", cut.ToString("O"));
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        (await File.ReadAllLinesAsync(file, Ct)).Length.ShouldBe(10);
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(file + ".schema.json", Ct));
        var columns = schema.RootElement.GetProperty("properties").EnumerateObject().Select(column => column.Name);
        string.Join(',', columns).ShouldBe(CsvExport.Header);
    }

    [Fact]
    public async Task Bad_arguments_missing_journals_and_lost_databases_have_their_own_exit_codes()
    {
        (await Tool.RunAsync("verify")).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--database", _database, "--archive", "x")).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--archive", Path.Combine(_folder, "none"))).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--archive", Environment.ProcessPath!)).ExitCode.ShouldBe(7);
        (await Tool.RunAsync("verify", "--database", _database, "--from", "0")).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--database", _database, "--from", "9", "--to", "8")).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--database", _database, "--schema", "elsewhere")).ExitCode.ShouldBe(2);
        (await Tool.RunAsync("verify", "--database", new NpgsqlConnectionStringBuilder(_database) { Port = 1 }.ConnectionString)).ExitCode.ShouldBe(5);
        var noDump = Path.Combine(_folder, "no-dump");
        await File.WriteAllTextAsync(noDump, "hello", Ct);
        (await Tool.RunAsync("verify", "--dump", noDump)).ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("--from wants a whole number, not 'x'.", "verify", "--archives", ".", "--from", "x")]
    [InlineData("--to wants a whole number, not '1.5'.", "verify", "--archives", ".", "--to", "1.5")]
    [InlineData("--type goes with --format csv: an archive holds whole blocks, without which it would not verify.", "export", "--file", "f", "--type", "order_decided")]
    [InlineData("--from wants a position from 1 on, and --to one that is not before it.", "export", "--file", "f", "--from", "9", "--to", "8")]
    [InlineData("--from wants a position from 1 on, and --to one that is not before it.", "verify", "--from", "9", "--to", "8")]
    [InlineData("--until wants a time such as 2026-03-02T14:30:00Z, not 'noon'.", "export", "--file", "f", "--until", "noon")]
    [InlineData("--before wants a time such as 2026-03-02T14:30:00Z, not 'long ago'.", "archive", "--to", ".", "--before", "long ago")]
    public async Task A_value_that_cannot_be_read_is_told_what_is_wanted(string why, params string[] arguments)
    {
        var outcome = await Tool.RunAsync(arguments);

        outcome.ExitCode.ShouldBe(2);
        outcome.Errors.Trim().ShouldBe(why);
    }

    private async Task<string> DumpAsync(string name, string format)
    {
        var path = Path.Combine(_folder, name);
        var settings = new NpgsqlConnectionStringBuilder(_database);
        var instance = new InstanceFolder(Path.Combine(_folder, "tools"));
        var binaries = await Binaries.FindAsync(new PrivatePostgresOptions { DataFolder = instance.Root }, Ct);
        var outcome = await ToolRun.RunAsync(
            Binaries.Tool(binaries, "pg_dump"),
            ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-F", format, "-f", path, settings.Database!], Ct);
        outcome.Succeeded.ShouldBeTrue(outcome.Output);
        return path;
    }
}
