using System.CommandLine;
using System.Globalization;

namespace Portcullis.Cli.Commands;

/// <summary>The journal's read models: how far they are, and building them again.</summary>
internal static class ModelCommands
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static Command List(Shell shell) => shell.Command("models", "The read models: version, build, position, lag, and events that they go on without.", [], async (call, cancellation) =>
    {
        var models = await call.Client.Reports.ModelsAsync(cancellation);
        call.Output.Show(new { models }, () => ReportView.Of(models));
        foreach (var name in models.Where(model => model.Aside > 0).Select(model => model.Name).Distinct())
            call.Output.Say($"journal aside {name} shows the events that can't be folded; journal rebuild {name} tries them again.");
        return ExitCode.Ok;
    });

    public static Command Aside(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "As journal models shows it." };
        return shell.Command("aside", "The events that a read model goes on without, because it can't fold them; what it tells of their accounts is not whole.", [name], async (call, cancellation) =>
        {
            var events = await call.Client.Reports.AsideAsync(call.Value(name), cancellation);
            call.Output.Show(new { events }, () => ReportView.Of(events));
            return ExitCode.Ok;
        });
    }

    public static Command Rebuild(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "As journal models shows it." };
        var detach = new Option<bool>("--detach") { Description = "Begin, and do not wait for the end." };
        return shell.Command("rebuild", "Build a read model again beside the one that serves, which goes on serving until the new one has caught up.", [name, detach], async (call, cancellation) =>
        {
            var model = await call.Client.Reports.RebuildAsync(call.Value(name), cancellation);
            while (!call.Value(detach) && model is { CaughtUpAt: null, Fault.Length: 0 })
            {
                if (!call.Output.IsJson)
                    await call.Environment.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"build {model.Build}: {model.Position:N0} of {model.Head:N0} events"));
                await Task.Delay(Look, call.Time, cancellation);
                model = (await call.Client.Reports.ModelsAsync(cancellation)).Single(other => (other.Name, other.Version, other.Build) == (model.Name, model.Version, model.Build));
            }

            call.Output.Show(model, () => ReportView.Of([model]));
            return model.Fault.Length == 0 ? ExitCode.Ok : ExitCode.Unexpected;
        });
    }

    public static Command Drop(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "As journal models shows it." };
        var version = new Option<int>("--version") { Description = "Its version.", Required = true };
        var build = new Option<int>("--build") { Description = "Its build.", Required = true };
        return shell.Command("drop-model", "Remove a build of a read model that readers do not use any more, with its tables.", [name, version, build], async (call, cancellation) =>
        {
            var models = await call.Client.Reports.DropAsync(call.Value(name), call.Value(version), call.Value(build), cancellation);
            call.Output.Show(new { models }, () => ReportView.Of(models));
            return ExitCode.Ok;
        });
    }
}
