using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portcullis.Journal.Benchmarks;

/// <summary>
/// Appends at a steady rate, whether those before have been answered or not. Each is due at its own moment on a thread of its own, so that what the
/// machine delays is delayed one by one and not asked for in bursts. Two latencies are told: from the call, which is the journal's, and from the moment
/// it was due, which also holds what the generator itself was late by.
/// </summary>
internal sealed partial class OpenLoop(PrivatePostgres postgres, PostgresJournal journal, string run)
{
    private readonly ConcurrentQueue<(TimeSpan FromCall, TimeSpan FromDue)> _latencies = new();

    /// <summary>How late appends were asked for, and how late they were answered, counted from when they were due: at p99.</summary>
    public (TimeSpan Asked, TimeSpan Answered) LateP99 { get; private set; }

    public async Task<Measured> RunAsync(double perSecond, TimeSpan duration)
    {
        var count = (int)(perSecond * duration.TotalSeconds);
        var answers = new Task[count];
        var late = new TimeSpan[count];
        var before = await Machine.ReadAsync(postgres);
        var generator = new Thread(() => Generate(perSecond, answers, late));
        generator.Start();
        await Task.Run(generator.Join);
        await Task.WhenAll(answers);
        var after = await Machine.ReadAsync(postgres);
        LateP99 = (P99(late), P99(_latencies.Select(latency => latency.FromDue)));
        return after.Since(before, FormattableString.Invariant($"journal, {perSecond:0} per second"), count, [.. _latencies.Select(latency => latency.FromCall)], 0);
    }

    private void Generate(double perSecond, Task[] answers, TimeSpan[] late)
    {
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < answers.Length; n++)
        {
            var due = start + (long)(n / perSecond * Stopwatch.Frequency);
            Pause(due);
            late[n] = Stopwatch.GetElapsedTime(due);
            answers[n] = AppendAsync(n, due);
        }
    }

    /// <summary>The kernel's own pause, of microseconds: the timers of .NET have a millisecond.</summary>
    private static void Pause(long due)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } left)
        {
            var pause = new TimeSpec(left.Ticks / TimeSpan.TicksPerSecond, left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
            _ = Nanosleep(in pause, IntPtr.Zero);
        }
    }

    private async Task AppendAsync(int n, long due)
    {
        var start = Stopwatch.GetTimestamp();
        if (await journal.AppendAsync(Workload.Append($"{run}-{n / Workload.EventsPerStream}", n % Workload.EventsPerStream)) is not AppendResult.Accepted)
            throw new InvalidOperationException("A benchmark's append was refused.");
        _latencies.Enqueue((Stopwatch.GetElapsedTime(start), Stopwatch.GetElapsedTime(due)));
    }

    private static TimeSpan P99(IEnumerable<TimeSpan> latencies)
    {
        var sorted = latencies.Order().ToArray();
        return sorted[(sorted.Length - 1) * 99 / 100];
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Nanosleep(in TimeSpec pause, IntPtr remaining);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
