using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portcullis.Journal.Benchmarks;

/// <summary>Appends that are due at a steady rate, whether those before have been answered or not: latency counts from when each was due.</summary>
internal sealed class OpenLoop(PrivatePostgres postgres, PostgresJournal journal, string run)
{
    public async Task<Measured> RunAsync(double perSecond, TimeSpan duration)
    {
        var latencies = new ConcurrentQueue<TimeSpan>();
        var answers = new List<Task>();
        var before = await Machine.ReadAsync(postgres);
        var start = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var (n, elapsed) = (0, TimeSpan.Zero); elapsed < duration && await tick.WaitForNextTickAsync();)
        {
            elapsed = Stopwatch.GetElapsedTime(start);
            for (; n / perSecond < elapsed.TotalSeconds; n++)
                answers.Add(AppendAsync(n, start + (long)(n / perSecond * Stopwatch.Frequency), latencies));
        }

        await Task.WhenAll(answers);
        var after = await Machine.ReadAsync(postgres);
        return after.Since(before, FormattableString.Invariant($"journal, {perSecond:0} due per second"), latencies.Count, [.. latencies], 0);
    }

    private async Task AppendAsync(int n, long due, ConcurrentQueue<TimeSpan> latencies)
    {
        if (await journal.AppendAsync(Workload.Append($"{run}-{n / Workload.EventsPerStream}", n % Workload.EventsPerStream)) is not AppendResult.Accepted)
            throw new InvalidOperationException("A benchmark's append was refused.");
        latencies.Enqueue(Stopwatch.GetElapsedTime(due));
    }
}
