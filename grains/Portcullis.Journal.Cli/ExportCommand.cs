using System.CommandLine;
using Portcullis.Cli.Commands;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Cli;

/// <summary>export: writes events into a file, with its schema beside it.</summary>
internal static class ExportCommand
{
    private const string JsonLines = "jsonl";
    private const string Csv = "csv";

    public static Command Build()
    {
        var (database, schema, from, to) = (Options.Database(), Options.Schema(), Options.From(), Options.To());
        var until = TimeOption.Create("--until", "End with what was committed before this time: the cut of an archive by time.");
        var format = new Option<string>("--format") { Description = "jsonl: an archive, whole blocks, verifies by itself. csv: a row for each event.", DefaultValueFactory = _ => JsonLines };
        var type = new Option<string?>("--type") { Description = "CSV only: events of this type." };
        var file = new Option<string>("--file") { Description = "What to write; FILE.schema.json is written beside it. Must not exist.", Required = true };
        var archives = Options.Archives();
        format.AcceptOnlyFromAmong(JsonLines, Csv);
        var command = new Command("export", "Write events into a file, with its JSON Schema beside it.") { database, schema, archives, from, to, until, format, type, file };
        command.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetRequiredValue(file);
            var isCsv = parsed.GetValue(format) == Csv;
            var (first, end) = Options.Range(parsed, from, to);
            if (parsed.GetValue(type) is not null && !isCsv)
                throw new ArgumentException("--type goes with --format csv: an archive holds whole blocks, without which it would not verify.");
            await using var journal = await JournalDatabase.OpenAsync(parsed.GetValue(database) ?? throw new ArgumentException("--database is needed."), parsed.GetValue(schema)!, Options.Folder(parsed.GetValue(archives)), ct);
            if (parsed.GetValue(until) is { } time)
                end = Math.Min(end ?? long.MaxValue, await journal.PositionBeforeAsync(time, ct));

            var written = await WriteAsync(
                path,
                target => isCsv
                    ? CsvExport.WriteAsync(Within(journal, first, end, parsed.GetValue(type), ct), target, ct)
                    : journal.ArchiveAsync(target, first, end, ct));
            await File.WriteAllTextAsync(path + ".schema.json", (isCsv ? ExportSchema.Csv : ExportSchema.JsonLines) + "\n", ct);
            Console.WriteLine(FormattableString.Invariant($"{written} events written to {path}"));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A file is whole or not there.</summary>
    private static async Task<long> WriteAsync(string path, Func<Stream, Task<long>> write)
    {
        await using var target = new FileStream(path, FileMode.CreateNew);
        try
        {
            var written = await write(target);
            target.Flush(flushToDisk: true);
            return written;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static IAsyncEnumerable<StoredEvent> Within(JournalDatabase journal, long from, long? to, string? type, CancellationToken ct) =>
        journal.ReadWhereAsync(new EventFilter { AfterPosition = from - 1, Types = type is null ? [] : [type] }, ct).TakeWhile(stored => stored.Position <= (to ?? long.MaxValue));
}
