using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portcullis.Journal.Benchmarks;

/// <summary>Appends at a steady rate, whether those before have been answered or not. On a busy machine this generator is late itself: that is told beside the latency.</summary>
internal sealed class OpenLoop(PrivatePostgres postgres, PostgresJournal journal, string run)
{
    /// <summary>How late appends were asked for, of the last run.</summary>
    public TimeSpan GeneratorP99 { get; private set; }

    public async Task<Measured> RunAsync(double perSecond, TimeSpan duration)
    {
        var latencies = new ConcurrentQueue<TimeSpan>();
        var answers = new List<Task>();
        var late = new List<TimeSpan>();
        var before = await Machine.ReadAsync(postgres);
        var start = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var (n, elapsed) = (0, TimeSpan.Zero); elapsed < duration && await tick.WaitForNextTickAsync();)
        {
            elapsed = Stopwatch.GetElapsedTime(start);
            for (; n / perSecond < elapsed.TotalSeconds; n++)
            {
                late.Add(elapsed - TimeSpan.FromSeconds(n / perSecond));
                answers.Add(AppendAsync(n, latencies));
            }
        }

        await Task.WhenAll(answers);
        GeneratorP99 = late.Order().ElementAt(late.Count * 99 / 100);
        var after = await Machine.ReadAsync(postgres);
        return after.Since(before, FormattableString.Invariant($"journal, {perSecond:0} per second"), latencies.Count, [.. latencies], 0);
    }

    private async Task AppendAsync(int n, ConcurrentQueue<TimeSpan> latencies)
    {
        var start = Stopwatch.GetTimestamp();
        if (await journal.AppendAsync(Workload.Append($"{run}-{n / Workload.EventsPerStream}", n % Workload.EventsPerStream)) is not AppendResult.Accepted)
            throw new InvalidOperationException("A benchmark's append was refused.");
        latencies.Enqueue(Stopwatch.GetElapsedTime(start));
    }
}
