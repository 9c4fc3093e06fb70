using System.CommandLine;
using Portcullis.Cli.Commands;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Cli;

/// <summary>archive: what is old leaves the tables for a file that verifies by itself.</summary>
internal static class ArchiveCommand
{
    public static Command Build()
    {
        var (database, schema) = (Options.Database(), Options.Schema());
        var before = TimeOption.Create("--before", "Archive what was committed before this time, for example 2026-01-01T00:00:00Z.");
        before.Required = true;
        var to = new Option<string>("--to") { Description = "The folder of this journal's archives; always the same one.", Required = true };
        var command = new Command(
            "archive",
            "Write what is old into an archive, record that in the chain, and take out of the tables what snapshots cover. Needs the owner's rights; gateways may run meanwhile. May be repeated after a crash.")
        {
            database, schema, before, to,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var archiving = new JournalArchiving(parsed.GetValue(database) ?? throw new ArgumentException("--database is needed."), parsed.GetValue(schema)!, TimeProvider.System);
            Print(await archiving.RunAsync(parsed.GetValue(before)!.Value, parsed.GetValue(to)!, ct));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(ArchivingResult result)
    {
        Console.WriteLine(result.Path is { } path
            ? FormattableString.Invariant($"{result.Events:N0} events up to position {result.ThroughPosition} written to {path}")
            : "Nothing is that old that is not archived yet.");
        Console.WriteLine(FormattableString.Invariant($"{result.Removed:N0} events have left the tables"));
        foreach (var (stream, events) in result.Staying)
            Console.WriteLine(FormattableString.Invariant($"{stream}: {events:N0} archived events stay in the tables too, since no snapshot covers them"));
    }
}
