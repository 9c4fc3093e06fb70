using Spectre.Console;

namespace Portcullis.Cli.Demo;

/// <summary>Progress on standard error: a bar on a terminal, a line every tenth elsewhere, nothing for programs.</summary>
internal static class DemoProgressView
{
    public static async Task RunAsync(CliEnvironment environment, bool quiet, Func<IProgress<DemoProgress>, Task> work)
    {
        if (quiet)
        {
            await work(new Reporting(_ => { }));
            return;
        }

        if (environment.Width is null)
        {
            var tenth = 0L;
            await work(new Reporting(progress =>
            {
                if (progress.Messages * 10 / progress.Of <= tenth)
                    return;
                tenth = progress.Messages * 10 / progress.Of;
                environment.Error.WriteLine($"{tenth * 10,3} %  {Text.Time(progress.Clock)}  {Text.Count(progress.Orders, "order")}");
            }));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async context =>
        {
            var task = context.AddTask("replaying");
            await work(new Reporting(progress =>
            {
                task.MaxValue = progress.Of;
                task.Value = progress.Messages;
                task.Description = Markup.Escape($"{Text.Time(progress.Clock)}  {Text.Count(progress.Orders, "order")}");
            }));
        });
    }

    /// <summary>On the caller's own thread, in order; the framework's Progress posts to others.</summary>
    private sealed class Reporting(Action<DemoProgress> report) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => report(value);
    }
}
