using System.CommandLine;
using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli.Commands;

internal static class ControlCommands
{
    public static Command Halt(Shell shell) => Switch(
        shell, "halt", "No new entries in a scope; working entry orders are cancelled. Exits stay open.", (controls, scope, reason, cancellation) => controls.HaltAsync(scope, reason, cancellation));

    public static Command ReduceOnly(Shell shell) => Switch(
        shell, "reduce-only", "Only orders that reduce exposure in a scope.", (controls, scope, reason, cancellation) => controls.ReduceOnlyAsync(scope, reason, cancellation));

    public static Command Resume(Shell shell) => Switch(
        shell, "resume", "Lift halt and reduce-only from a scope.", (controls, scope, reason, cancellation) => controls.ResumeAsync(scope, reason, cancellation));

    public static Command Show(Shell shell) => shell.Command("controls", "Controls in force and rules in use.", [], async (call, cancellation) =>
    {
        var state = await call.Client.Controls.GetAsync(cancellation);
        call.Output.Show(state, () => View(state));
        return ExitCode.Ok;
    });

    public static IRenderable View(ControlsState state)
    {
        var parts = new List<IRenderable>
        {
            Text.Sheet(
                ("control version", state.ControlVersion.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("rule book", state.RuleBookHash),
                ("profiles", string.Join(", ", state.Profiles.Select(profile => profile.Profile))),
                ("rule problem", state.RuleProblem)),
        };
        if (state.Active.Count == 0)
            parts.Add(new Spectre.Console.Text("Nothing is halted."));
        else
            parts.Add(Active(state.Active));
        return new Rows(parts);
    }

    private static Table Active(IReadOnlyList<ActiveControl> controls)
    {
        var table = Text.Table("scope", "mode", "reason", "by", "since");
        foreach (var control in controls)
            table.Row(control.Scope.ToString(), control.Mode, control.Reason, Text.Who(control.By, control.ByName), Text.Time(control.Since));
        return table;
    }

    private static Command Switch(
        Shell shell, string name, string description, Func<ControlsClient, Scope, string, CancellationToken, Task<ControlResult>> act)
    {
        var scope = Choices.Scope();
        var reason = Choices.Reason();
        return shell.Command(name, description, [scope, reason], async (call, cancellation) =>
        {
            var result = await act(call.Client.Controls, call.Value(scope), call.Value(reason)!, cancellation);
            call.Output.Show(result, () => View(name, call.Value(scope), result));
            return ExitCode.Ok;
        });
    }

    private static IRenderable View(string name, Scope scope, ControlResult result)
    {
        var done = new Spectre.Console.Text($"{name} {scope}: durable as control version {result.ControlVersion}; {Text.Count(result.InFlight.Count, "order")} in flight.");
        if (result.InFlight.Count == 0)
            return done;
        var table = Text.Table("account", "order", "status", "cancel");
        foreach (var order in result.InFlight)
            table.Row(order.AccountId, order.ClientOrderId, order.Status.ToString(), order.CancelRequested ? "requested" : "");
        return new Rows(done, table);
    }
}
