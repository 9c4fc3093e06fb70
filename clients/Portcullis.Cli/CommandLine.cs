using System.CommandLine;
using Portcullis.Cli.Commands;

namespace Portcullis.Cli;

/// <summary>The whole program: the tree of commands and how it ends.</summary>
internal static class CommandLine
{
    /// <summary>How long a command may take to clean up after Ctrl-C: the demonstration stops its gateway.</summary>
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var shell = new Shell(environment);
        var parsed = Build(shell).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await environment.Error.WriteLineAsync(Complaint.Of(error));
            await environment.Error.WriteLineAsync($"Try: {Name(parsed.CommandResult)} --help");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = CleanUp,
        });
    }

    private static RootCommand Build(Shell shell)
    {
        var root = new RootCommand($"Portcullis: every order asks first. {ExitCode.Documentation}")
        {
            AccountCommands.Build(shell),
            OrderCommands.Build(shell),
            ControlCommands.Halt(shell),
            ControlCommands.ReduceOnly(shell),
            ControlCommands.Resume(shell),
            ControlCommands.Show(shell),
            KeyCommands.Build(shell),
            JournalCommands.Build(shell),
            ReportCommands.Build(shell),
            MarketCommands.Build(shell),
            RuleCommands.Build(shell),
            ReplayCommand.Build(shell),
            BotCommand.Build(shell),
            DemoCommand.Build(shell),
            StatusCommand.Build(shell),
        };
        foreach (var option in shell.Options)
            root.Add(option);
        return root;
    }

    private static string Name(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{Name(parent)} {command.Command.Name}" : "portcullis";
}
