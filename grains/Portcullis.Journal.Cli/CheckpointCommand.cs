using System.CommandLine;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Cli;

/// <summary>checkpoint: signs the head now, beside the gateway's own schedule.</summary>
internal static class CheckpointCommand
{
    public static Command Build()
    {
        var (database, schema, checkpoints) = (Options.Database(), Options.Schema(), Options.Checkpoints());
        var name = new Option<string>("--journal") { Description = "The journal's name in the checkpoint.", DefaultValueFactory = _ => "journal" };
        var command = new Command("checkpoint", "Sign the last block into a folder; its keys are made there at the first time.") { database, schema, checkpoints, name };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = new CheckpointFolder(parsed.GetValue(checkpoints) ?? throw new ArgumentException("--checkpoints is needed."));
            await using var journal = await JournalDatabase.OpenAsync(parsed.GetValue(database) ?? throw new ArgumentException("--database is needed."), parsed.GetValue(schema)!, ct: ct);
            var head = await journal.ChainHeadAsync(ct);
            var signed = await folder.ExportAsync(parsed.GetValue(name)!, head, TimeProvider.System.GetUtcNow(), ct);
            Console.WriteLine(signed is null ? FormattableString.Invariant($"Block {head.Block} is signed already.") : FormattableString.Invariant($"Block {signed.Block}, position {signed.Position}, signed with {signed.KeyId}."));
            return ExitCode.Ok;
        });
        return command;
    }
}
