using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class JournalCommands
{
    public static Command Build(Shell shell) =>
        new("journal", "Read and verify the record of everything.") { Read(shell), Subscribe(shell), Verify(shell) };

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
        return shell.Command("verify", "Recompute the hash chain and every decision. Exit code 7 when anything differs.", [from, to, chainOnly], async (call, cancellation) =>
        {
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

    private static void Print(Output output, JournalEvent recorded)
    {
        // The content is JSON already: as an object in the line, not as a text in it.
        using var data = JsonDocument.Parse(recorded.Json.Length > 0 ? recorded.Json : "null");
        output.ShowItem(
            new { recorded.Position, recorded.Stream, recorded.Version, recorded.Type, recorded.At, data = data.RootElement },
            () => $"{recorded.Position,8}  {Text.Time(recorded.At)}  {recorded.Stream} v{recorded.Version}  {recorded.Type}  {recorded.Json}");
    }
}
