namespace Portcullis.Journal.Benchmarks;

/// <summary>The journal beside pgbench and beside a transaction per event, all at the same work.</summary>
internal static class Throughput
{
    public static async Task RunAsync(Settings settings, int[] producers)
    {
        await using var bench = await Bench.StartAsync(await Bench.PostgresAsync(settings));
        var pgbench = new PgBench(bench.Postgres, settings.Program("pgbench"));
        var medians = await bench.RoundsAsync(settings.Repeats, turn => turn.PerSecond, round =>
        [
            () => pgbench.RunAsync(64, settings.Turn, $"{round}"),
            () => new TransactionPerEvent(bench.Postgres, $"{round}").RunAsync(64, settings.Turn),
            .. producers.Select<int, Func<Task<Measured>>>(count => () => new GroupCommit(bench.Postgres, bench.Journal, $"{round}-{count}").RunAsync(count, settings.Turn)),
        ]);

        var journal = medians["journal, 256 producers"];
        foreach (var (name, other) in medians.Where(median => !median.Key.StartsWith("journal", StringComparison.Ordinal)))
            Console.WriteLine(FormattableString.Invariant($"256 producers: {journal.PerSecond / other.PerSecond:0.00} times {name}"));
    }
}
