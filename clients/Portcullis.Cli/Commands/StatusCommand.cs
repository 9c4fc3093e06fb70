using System.CommandLine;
using Spectre.Console;

namespace Portcullis.Cli.Commands;

internal static class StatusCommand
{
    public static Command Build(Shell shell) => shell.Command("status", "Is the gateway there, and how do its accounts stand?", [], async (call, cancellation) =>
    {
        var controls = await call.Client.Controls.GetAsync(cancellation);
        var accounts = await call.Client.Accounts.ListAsync(cancellation: cancellation);
        var models = await call.Client.Reports.ModelsAsync(cancellation);
        call.Output.Show(new { controls, accounts, models }, () => new Rows(ControlCommands.View(controls), AccountView.Of(accounts), ReportView.Lag(models)));
        return ExitCode.Ok;
    });
}
