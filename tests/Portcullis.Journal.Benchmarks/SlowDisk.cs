using System.Diagnostics;

namespace Portcullis.Journal.Benchmarks;

/// <summary>The journal beside a pgbench of one client on a PostgreSQL whose fdatasync takes a millisecond more.</summary>
internal static class SlowDisk
{
    private const string Preload = "LD_PRELOAD";

    public static async Task RunAsync(Settings settings)
    {
        await using var bench = await Bench.StartAsync(await StartAsync(settings.Folder));
        var pgbench = new PgBench(bench.Postgres, settings.Program("pgbench"));
        var medians = await bench.RoundsAsync(settings.Repeats, turn => turn.PerSecond, round =>
        [
            () => pgbench.RunAsync(1, settings.Turn, $"{round}-1"),
            () => new GroupCommit(bench.Postgres, bench.Journal, $"{round}-256").RunAsync(256, settings.Turn),
        ]);
        var (one, many) = (medians.Values.First(), medians.Values.Last());
        Console.WriteLine(FormattableString.Invariant($"with a slow disk: {many.PerSecond / one.PerSecond:0.0} times {one.Name}"));
    }

    private static async Task<PrivatePostgres> StartAsync(string folder)
    {
        var library = Path.Combine(Path.GetTempPath(), $"slow_fdatasync_{Environment.ProcessId}.so");
        await RunAsync("gcc", "-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "slow_fdatasync.c"), "-ldl");

        // The server inherits it at its start; what this process starts later does not.
        Environment.SetEnvironmentVariable(Preload, library);
        try
        {
            return await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder });
        }
        finally
        {
            Environment.SetEnvironmentVariable(Preload, null);
        }
    }

    /// <summary>PostgreSQL's own measurement, in milliseconds per 8 kB written and flushed.</summary>
    public static async Task<double> FdatasyncMsAsync(string program, string folder)
    {
        var output = await RunAsync(program, "-s", "1", "-f", Path.Combine(folder, "pg_test_fsync.out"));
        var line = output.Split('\n').First(line => line.TrimStart().StartsWith("fdatasync", StringComparison.Ordinal));
        return 1_000 / double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }
}
