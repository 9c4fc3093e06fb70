using System.CommandLine;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Cli;

/// <summary>rotate-key: a new key signs from now on, what older ones signed stays verifiable.</summary>
internal static class RotateKeyCommand
{
    public static Command Build()
    {
        var checkpoints = Options.Checkpoints();
        var command = new Command("rotate-key", "Make a new signing key; checkpoints of older keys stay verifiable for ever.") { checkpoints };
        command.SetAction(parsed =>
        {
            using var key = new CheckpointFolder(parsed.GetValue(checkpoints) ?? throw new ArgumentException("--checkpoints is needed.")).Rotate();
            Console.WriteLine($"{key.Id} signs from now on.");
            return ExitCode.Ok;
        });
        return command;
    }
}
