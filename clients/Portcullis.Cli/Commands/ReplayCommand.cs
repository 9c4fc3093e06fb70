using System.CommandLine;
using Portcullis.Bots.Replay;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class ReplayCommand
{
    public static Command Build(Shell shell)
    {
        var files = new Argument<string[]>("files") { Description = "CSV or gzip CSV of bars or ticks; several are merged by time.", Arity = ArgumentArity.OneOrMore };
        var live = new Option<bool>("--live") { Description = "Publish as of now, for a gateway on the system's clock. Default: drive a gateway on a simulated clock." };
        var speed = new Option<double>("--speed") { Description = "Seconds of data a second. Default as fast as it goes; with --live 1." };
        return shell.Command("replay", "Feed market data files into a gateway.", [files, live, speed], async (call, cancellation) =>
        {
            var replay = new MarketReplay(call.Value(files).Select(file => Path.GetFullPath(file, call.Environment.Directory)));
            var pace = call.Value(speed);
            if (pace < 0)
                throw new UsageException("--speed is positive.");
            if (call.Value(live))
                return await PublishAsync(call, replay, new Pace(pace == 0 ? 1 : pace, call.Time), cancellation);
            return await StepAsync(call, replay, new Pace(pace, call.Time), cancellation);
        });
    }

    private static async Task<int> StepAsync(Invocation call, MarketReplay replay, Pace pace, CancellationToken cancellation)
    {
        long sent = 0;
        StepResult? last = null;
        foreach (var batch in ReplayBatches.Cut(replay.Read(), [], Client.Limits.MessagesPerStep))
        {
            await pace.UntilAsync(batch.Until, cancellation);
            last = await call.Client.Simulation.StepAsync(batch.Events.Select(next => next.Published), batch.Until, cancellation);
            sent += batch.Events.Count;
        }

        Report(call, replay);
        call.Output.Show(
            new { sent, skipped = replay.Problems.Count, now = last?.Now, journalPosition = last?.JournalPosition },
            () => Text.Sheet(("sent", Text.Count(sent, "message")), ("clock", Text.Time(last?.Now)), ("skipped", Text.Count(replay.Problems.Count, "row"))));
        return ExitCode.Ok;
    }

    private static async Task<int> PublishAsync(Invocation call, MarketReplay replay, Pace pace, CancellationToken cancellation)
    {
        using var publisher = call.Client.MarketData.OpenPublisher(cancellation);
        foreach (var next in replay.Read())
        {
            await pace.UntilAsync(next.At, cancellation);
            await publisher.WriteAsync(AsOf(next.Published, call.Time.GetUtcNow()));
        }

        var result = await publisher.CompleteAsync();
        Report(call, replay);
        return PublishedView.Show(call.Output, result);
    }

    private static MarketEvent AsOf(MarketEvent data, DateTimeOffset now) =>
        data is BarEvent bar ? bar with { Start = now.AddSeconds(-bar.Seconds), At = now } : data with { At = now };

    private static void Report(Invocation call, MarketReplay replay)
    {
        foreach (var problem in replay.Problems.Described)
            call.Environment.Error.WriteLine(problem);
    }
}
