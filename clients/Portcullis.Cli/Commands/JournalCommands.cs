using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class JournalCommands
{
    public static Command Build(Shell shell) =>
        new("journal", "Read and verify the record of everything.") { Read(shell), Subscribe(shell), Verify(shell), Export(shell) };

    private static Command Read(Shell shell)
    {
        var account = new Option<string?>("--account") { Description = "Only this account's stream." };
        var after = new Option<long>("--after") { Description = "After this position; with --account after this version." };
        var limit = new Option<int>("--limit") { Description = "At most so many events. Default all." };
        var types = new Option<string[]>("--type") { Description = "Only events of these types, for example order_decided.", AllowMultipleArgumentsPerToken = true };
        return shell.Command("read", "Recorded events in order.", [account, after, limit, types], async (call, cancellation) =>
        {
            var events = call.Client.Journal.ReadAsync(call.Value(account), call.Value(after), call.Value(limit), call.Value(types), cancellation);
            await foreach (var recorded in events)
                Print(call.Output, recorded);
            return ExitCode.Ok;
        });
    }

    private static Command Subscribe(Shell shell)
    {
        var after = new Option<long>("--after") { Description = "After this position. Default the beginning." };
        return shell.Command("subscribe", "Recorded events in order, then live, until Ctrl-C.", [after], async (call, cancellation) =>
        {
            await foreach (var recorded in call.Client.Journal.SubscribeAsync(call.Value(after), cancellation))
                Print(call.Output, recorded);
            return ExitCode.Ok;
        });
    }

    private static Command Verify(Shell shell)
    {
        var from = new Option<long>("--from") { Description = "Position to begin at." };
        var to = new Option<long>("--to") { Description = "Position to end at. Default the head." };
        var chainOnly = new Option<bool>("--chain-only") { Description = "Do not recompute decisions." };
        string[] offline = ["--database", "--dump", "--archive", "--schema", "--checkpoints"];
        var sources = offline.Select(name => new Option<string?>(name) { Description = $"Without a gateway: {Offline(name)}" }).ToArray();
        return shell.Command("verify", "Recompute the hash chain and every decision; without a gateway the chain of a database, a dump or an export. Exit code 7 when anything differs.", [from, to, chainOnly, .. sources], async (call, cancellation) =>
        {
            var given = sources.Where(source => call.Value(source) is not null).SelectMany(source => (string[])[source.Name, call.Value(source)!]).ToList();
            if (given.Count > 0)
                return await OfflineJournal.RunAsync(call.Environment, ["verify", .. given, .. Range(call, from, to), .. call.Output.IsJson ? ["--json"] : Array.Empty<string>()], cancellation);

            VerifyProgress? last = null;
            await foreach (var progress in call.Client.Journal.VerifyAsync(call.Value(from), call.Value(to), call.Value(chainOnly), cancellation))
                last = progress;
            if (last is not { Done: true })
            {
                call.Output.Fail("Unexpected", "The verification ended before its end.");
                return ExitCode.Unexpected;
            }

            call.Output.Show(last, () => Text.Sheet(
            [
                ("journal", last.Intact ? "intact" : "NOT INTACT"),
                ("events", last.Events.ToString("N0", CultureInfo.InvariantCulture)),
                ("blocks", last.Blocks.ToString("N0", CultureInfo.InvariantCulture)),
                ("decisions", last.Decisions.ToString("N0", CultureInfo.InvariantCulture)),
                .. last.Findings.Select(finding => ("finding", finding)),
            ]));
            return last.Intact ? ExitCode.Ok : ExitCode.Integrity;
        });
    }

    private static Command Export(Shell shell)
    {
        var from = new Option<long>("--from") { Description = "Position to begin at." };
        var to = new Option<long>("--to") { Description = "Position to end at. Default the head." };
        var database = new Option<string>("--database") { Description = Offline("--database"), Required = true };
        var file = new Option<string>("--file") { Description = "What to write, with FILE.schema.json beside it. Must not exist.", Required = true };
        var format = new Option<string?>("--format") { Description = "jsonl, which verifies by itself, or csv. Default jsonl." };
        var until = new Option<string?>("--until") { Description = "End with what was committed before this time." };
        return shell.Command("export", "Write a database's events into a file, with its JSON Schema beside it. Needs no gateway.", [database, file, format, from, to, until], (call, cancellation) =>
        {
            string[] optional = [.. call.Value(format) is { } kind ? ["--format", kind] : Array.Empty<string>(), .. call.Value(until) is { } time ? ["--until", time] : Array.Empty<string>()];
            return OfflineJournal.RunAsync(
                call.Environment, ["export", "--database", call.Value(database)!, "--file", call.Value(file)!, .. optional, .. Range(call, from, to)], cancellation);
        });
    }

    private static string Offline(string option) => option switch
    {
        "--database" => "the database in Npgsql's form: Host=...;Database=...;Username=...",
        "--dump" => "what pg_dump wrote.",
        "--archive" => "what journal export wrote.",
        "--schema" => "the journal's schema in the database. Default public.",
        _ => "the folder of signed checkpoints.",
    };

    private static IEnumerable<string> Range(Invocation call, Option<long> from, Option<long> to)
    {
        if (call.Value(from) > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"--from={call.Value(from)}");
        if (call.Value(to) > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"--to={call.Value(to)}");
    }

    private static void Print(Output output, JournalEvent recorded)
    {
        // The content is JSON already: as an object in the line, not as a text in it.
        using var data = JsonDocument.Parse(recorded.Json.Length > 0 ? recorded.Json : "null");
        output.ShowItem(
            new { recorded.Position, recorded.Stream, recorded.Version, recorded.Type, recorded.At, data = data.RootElement },
            () => $"{recorded.Position,8}  {Text.Time(recorded.At)}  {recorded.Stream} v{recorded.Version}  {recorded.Type}  {recorded.Json}");
    }
}
