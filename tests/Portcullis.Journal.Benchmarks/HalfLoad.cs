namespace Portcullis.Journal.Benchmarks;

/// <summary>The latency at half of what 256 producers reach, beside what one flush of this disk takes.</summary>
internal static class HalfLoad
{
    public static async Task RunAsync(Settings settings)
    {
        await using var bench = await Bench.StartAsync(await Bench.PostgresAsync(settings));
        var flush = await SlowDisk.FdatasyncMsAsync(settings.Program("pg_test_fsync"), settings.Folder);
        var full = await new GroupCommit(bench.Postgres, bench.Journal, "full").RunAsync(256, settings.Turn);
        Console.WriteLine(FormattableString.Invariant($"fdatasync {flush:0.000} ms; saturated at {full.PerSecond:0} events per second"));
        var medians = await bench.RoundsAsync(settings.Repeats, turn => turn.P99.TotalMilliseconds, round => [() => TurnAsync(bench, full.PerSecond / 2, settings.Turn, round)]);
        Console.WriteLine(FormattableString.Invariant($"p99 {medians.Values.Single().P99.TotalMilliseconds:0.0} ms; twice the flush and 5 ms are {(2 * flush) + 5:0.0} ms"));
    }

    private static async Task<Measured> TurnAsync(Bench bench, double perSecond, TimeSpan turn, int round)
    {
        var load = new OpenLoop(bench.Postgres, bench.Journal, $"half-{round}");
        var measured = await load.RunAsync(perSecond, turn);
        Console.WriteLine(FormattableString.Invariant($"at p99 asked {load.LateP99.Asked.TotalMilliseconds:0.0} ms and answered {load.LateP99.Answered.TotalMilliseconds:0.0} ms after it was due"));
        return measured;
    }
}
