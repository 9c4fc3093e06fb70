using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class JournalCommands
{
    public static Command Build(Shell shell) =>
        new("journal", "Read and verify the record of everything, and keep its read models.") { Read(shell), Subscribe(shell), Verify(shell), Export(shell), Archive(shell), States(shell), ModelCommands.List(shell), ModelCommands.Aside(shell), ModelCommands.Rebuild(shell), ModelCommands.Drop(shell) };

    private static Command Read(Shell shell)
    {
        var account = new Option<string?>("--account") { Description = "Only this account's stream." };
        var after = new Option<long>("--after") { Description = "After this position; with --account after this version." };
        var limit = new Option<int>("--limit") { Description = "At most so many events. Default all." };
        var only = new EventOptions();
        return shell.Command("read", "Recorded events in order.", [account, after, limit, .. only.All], async (call, cancellation) =>
        {
            var events = call.Client.Journal.ReadAsync(call.Value(account), call.Value(after), call.Value(limit), call.Value(only.Types), call.Value(only.From), call.Value(only.Until), call.Value(only.Correlation), cancellation);
            await foreach (var recorded in events)
                Print(call.Output, recorded);
            return ExitCode.Ok;
        });
    }

    private static Command Subscribe(Shell shell)
    {
        var after = new Option<long>("--after") { Description = "After this position. Default the beginning." };
        var only = new EventOptions();
        return shell.Command("subscribe", "Recorded events in order, then live, until Ctrl-C.", [after, .. only.All], async (call, cancellation) =>
        {
            var events = call.Client.Journal.SubscribeAsync(call.Value(after), call.Value(only.Types), call.Value(only.From), call.Value(only.Until), call.Value(only.Correlation), cancellation);
            await foreach (var recorded in events)
                Print(call.Output, recorded);
            return ExitCode.Ok;
        });
    }

    private static Command Verify(Shell shell)
    {
        var from = new Option<long>("--from") { Description = "Position to begin at." };
        var to = new Option<long>("--to") { Description = "Position to end at. Default the head." };
        var chainOnly = new Option<bool>("--chain-only") { Description = "Do not recompute decisions." };
        string[] offline = ["--database", "--dump", "--archive", "--archives", "--schema", "--checkpoints"];
        var sources = offline.Select(name => new Option<string?>(name) { Description = $"Without a gateway: {Offline(name)}" }).ToArray();
        return shell.Command("verify", "Recompute the hash chain and every decision; without a gateway the chain of a database, a dump or an export. Exit code 7 when anything differs.", [from, to, chainOnly, .. sources], async (call, cancellation) =>
        {
            var given = sources.Where(source => call.Value(source) is not null).SelectMany(source => (string[])[source.Name, call.Value(source)!]).ToList();
            if (given.Count > 0)
                return await OfflineJournal.RunAsync(call.Environment, ["verify", .. given, .. Range(call, from, to), .. call.Output.IsJson ? ["--json"] : Array.Empty<string>()], cancellation);

            VerifyProgress? last = null;
            var began = TimeProvider.System.GetTimestamp();
            await foreach (var progress in call.Client.Journal.VerifyAsync(call.Value(from), call.Value(to), call.Value(chainOnly), cancellation))
            {
                last = progress;
                if (!progress.Done && !call.Output.IsJson)
                    await call.Environment.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"position {progress.Position:N0} of {progress.Head:N0}, {progress.Decisions:N0} decisions, {progress.Findings.Count} findings"));
            }

            if (last is not { Done: true })
            {
                call.Output.Fail("Unexpected", "The verification ended before its end.");
                return ExitCode.Unexpected;
            }

            var rate = last.Events / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            call.Output.Show(last, () => Text.Sheet(
            [
                ("journal", last.Intact ? "intact" : "NOT INTACT"),
                ("events", string.Create(CultureInfo.InvariantCulture, $"{last.Events:N0} ({rate:N0} per second, decisions included)")),
                ("blocks", last.Blocks.ToString("N0", CultureInfo.InvariantCulture)),
                ("decisions", last.Decisions.ToString("N0", CultureInfo.InvariantCulture)),
                ("checkpoints", last.Checkpoints.ToString("N0", CultureInfo.InvariantCulture)),
                ("snapshots", last.Snapshots.ToString("N0", CultureInfo.InvariantCulture)),
                .. last.Archived > 0 ? [("archived", string.Create(CultureInfo.InvariantCulture, $"{last.Archived:N0} events up to position {last.ArchivedThrough} were not read: start the gateway with --archives FOLDER"))] : Array.Empty<(string, string)>(),
                .. last.Findings.Select(finding => ("finding", finding)),
            ]));
            return last.Intact ? ExitCode.Ok : ExitCode.Integrity;
        });
    }

    private static Command States(Shell shell) =>
        shell.Command("states", "Each account's version and the hash of its state: equal where two gateways have the same past, as after a restore.", [], async (call, cancellation) =>
        {
            foreach (var account in await call.Client.Accounts.ListAsync(cancellation: cancellation))
            {
                var state = await call.Client.Accounts.GetWithStateHashAsync(account.AccountId, cancellation);
                call.Output.ShowItem(new { state.AccountId, state.Version, state.StateHash }, () => $"{state.AccountId,-32} {state.Version,8}  {state.StateHash}");
            }

            return ExitCode.Ok;
        });

    private static Command Export(Shell shell)
    {
        var from = new Option<long>("--from") { Description = "Position to begin at." };
        var to = new Option<long>("--to") { Description = "Position to end at. Default the head." };
        var database = new Option<string>("--database") { Description = Offline("--database"), Required = true };
        var file = new Option<string>("--file") { Description = "What to write, with FILE.schema.json beside it. Must not exist.", Required = true };
        var format = new Option<string?>("--format") { Description = "jsonl, which verifies by itself, or csv. Default jsonl." };
        var until = new Option<string?>("--until") { Description = "End with what was committed before this time." };
        var archives = new Option<string?>("--archives") { Description = Offline("--archives") };
        return shell.Command("export", "Write a database's events into a file, with its JSON Schema beside it. Needs no gateway.", [database, file, format, from, to, until, archives], (call, cancellation) =>
        {
            string[] optional = [.. call.Value(format) is { } kind ? ["--format", kind] : Array.Empty<string>(), .. call.Value(until) is { } time ? ["--until", time] : Array.Empty<string>(), .. call.Value(archives) is { } folder ? ["--archives", folder] : Array.Empty<string>()];
            return OfflineJournal.RunAsync(
                call.Environment, ["export", "--database", call.Value(database)!, "--file", call.Value(file)!, .. optional, .. Range(call, from, to)], cancellation);
        });
    }

    private static Command Archive(Shell shell)
    {
        var database = new Option<string>("--database") { Description = "With the owner's rights: " + Offline("--database"), Required = true };
        var before = new Option<string>("--before") { Description = "Archive what was committed before this time.", Required = true };
        var to = new Option<string>("--to") { Description = "The folder of the journal's archives; always the same one.", Required = true };
        var schema = new Option<string?>("--schema") { Description = Offline("--schema") };
        return shell.Command(
            "archive",
            "Write what is old into an archive that verifies by itself, and take out of the database what snapshots cover. Gateways may run meanwhile; a run that was broken off may be repeated.",
            [database, before, to, schema],
            (call, cancellation) => OfflineJournal.RunAsync(
                call.Environment,
                ["archive", "--database", call.Value(database)!, "--before", call.Value(before)!, "--to", call.Value(to)!, .. call.Value(schema) is { } name ? ["--schema", name] : Array.Empty<string>()],
                cancellation));
    }

    private static string Offline(string option) => option switch
    {
        "--database" => "the database in Npgsql's form: Host=...;Database=...;Username=...",
        "--dump" => "what pg_dump wrote.",
        "--archive" => "what journal export wrote.",
        "--archives" => "the folder that journal archive wrote, alone or beside a database whose old events it holds.",
        "--schema" => "the journal's schema in the database. Default public.",
        _ => "the folder of signed checkpoints.",
    };

    private static IEnumerable<string> Range(Invocation call, Option<long> from, Option<long> to)
    {
        if (call.Value(from) != 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"--from={call.Value(from)}");
        if (call.Value(to) != 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"--to={call.Value(to)}");
    }

    private static void Print(Output output, JournalEvent recorded)
    {
        // The content is JSON already: as an object in the line, not as a text in it.
        using var data = JsonDocument.Parse(recorded.Json.Length > 0 ? recorded.Json : "null");
        output.ShowItem(
            new { recorded.Position, recorded.Stream, recorded.Version, recorded.Type, recorded.At, recorded.ByName, data = data.RootElement },
            () => $"{recorded.Position,8}  {Text.Time(recorded.At)}  {recorded.Stream} v{recorded.Version}  {recorded.Type}{(recorded.ByName.Length > 0 ? $"  by {recorded.ByName}" : "")}  {recorded.Json}");
    }
}
