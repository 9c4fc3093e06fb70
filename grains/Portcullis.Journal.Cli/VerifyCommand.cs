using System.CommandLine;
using System.Text.Json;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Cli;

/// <summary>verify: recomputes the hash chain of a database, a dump or an archive.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var (database, schema, from, to, checkpoints) = (Options.Database(), Options.Schema(), Options.From(), Options.To(), Options.Checkpoints());
        var dump = new Option<string?>("--dump") { Description = "What pg_dump wrote; it is restored into a private PostgreSQL for as long as this takes." };
        var archive = new Option<string?>("--archive") { Description = "An archive: what export --format jsonl wrote." };
        var archives = Options.Archives();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("verify", "Recompute the hash chain and name every event, block or row that is not as it was written.") { database, dump, archive, archives, schema, from, to, checkpoints, json };
        command.SetAction(async (parsed, ct) =>
        {
            var (first, last) = Options.Range(parsed, from, to);
            var request = new VerifyRequest(first, last)
            {
                Checkpoints = parsed.GetValue(checkpoints) is { } folder ? new CheckpointFolder(folder).Read() : [],
                Archives = Options.Folder(parsed.GetValue(archives)),
            };
            var progress = new ProgressLine();
            var began = TimeProvider.System.GetTimestamp();
            var report = (parsed.GetValue(database), parsed.GetValue(dump), parsed.GetValue(archive)) switch
            {
                ({ } connection, null, null) => await DatabaseAsync(connection, parsed.GetValue(schema)!, request, progress, ct),
                (null, { } file, null) => await DumpAsync(file, parsed.GetValue(schema)!, request, progress, ct),
                (null, null, { } file) => await new JournalArchive(file).VerifyAsync(request, progress, ct),
                (null, null, null) when request.Archives is { } files => await files.VerifyAsync(request, progress, ct),
                _ => throw new ArgumentException("One of --database, --dump, --archive and --archives is needed."),
            };
            Print(report, report.Events / TimeProvider.System.GetElapsedTime(began).TotalSeconds, parsed.GetValue(json));
            if (!parsed.GetValue(json) && (request.FromPosition > 1 || request.ToPosition is not null))
                Console.WriteLine("Only a range was verified: stream rows, keys, blobs and progress belong to the whole, and were not looked at.");
            return report.Valid ? ExitCode.Ok : ExitCode.Integrity;
        });
        return command;
    }

    private static async Task<VerifyReport> DatabaseAsync(string connection, string schema, VerifyRequest request, ProgressLine progress, CancellationToken ct)
    {
        await using var journal = await JournalDatabase.OpenAsync(connection, schema, ct: ct);
        return await journal.VerifyAsync(request, progress, ct);
    }

    private static async Task<VerifyReport> DumpAsync(string file, string schema, VerifyRequest request, ProgressLine progress, CancellationToken ct)
    {
        await using var restored = await JournalDump.RestoreAsync(file, Console.Error.WriteLine, ct);
        return await DatabaseAsync(restored.ConnectionString, schema, request with { IsDump = true }, progress, ct);
    }

    private static void Print(VerifyReport report, double eventsPerSecond, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, ReportFormat.Json));
            return;
        }

        Console.WriteLine(FormattableString.Invariant($"{(report.Valid ? "intact" : "NOT INTACT")}: {report.Events:N0} events in {report.Blocks:N0} blocks up to position {report.Head}, hash {report.HeadHash}, {eventsPerSecond:N0} events per second"));
        if (report.Archived > 0)
            Console.WriteLine(FormattableString.Invariant($"{report.Archived:N0} of the events up to position {report.ArchivedThrough} are archived and were not read: --archives FOLDER reads them too"));
        if (report.FirstBrokenBlock is { } block)
            Console.WriteLine(FormattableString.Invariant($"first broken block: {block}"));
        foreach (var finding in report.Findings)
            Console.WriteLine($"{finding.Kind}{Place(finding)}: {finding.Message}");
        if (report.FindingCount > report.Findings.Length)
            Console.WriteLine(FormattableString.Invariant($"and {report.FindingCount - report.Findings.Length} more"));
    }

    private static string Place(Finding finding)
    {
        var position = finding.Position is { } at ? FormattableString.Invariant($" at position {at}") : "";
        var stream = finding.Stream is { } name ? FormattableString.Invariant($", {name} version {finding.Version}") : "";
        return finding.Block is { } block ? FormattableString.Invariant($"{position} in block {block}{stream}") : position + stream;
    }
}
