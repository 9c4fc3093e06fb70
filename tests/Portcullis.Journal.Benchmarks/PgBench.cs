using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>PostgreSQL's own load generator at the same work: the stream's row and the event, in one prepared statement per transaction.</summary>
internal sealed class PgBench(PrivatePostgres postgres, string program)
{
    public async Task<Measured> RunAsync(int clients, TimeSpan duration, string run)
    {
        var script = Path.GetTempFileName();
        var log = Directory.CreateTempSubdirectory("portcullis-pgbench-");
        await File.WriteAllTextAsync(script, "\\set n :n + 1\n\\set k :n / 3\n" + SameWork.Statement($"'p-{run}-' || :client_id || '-' || :k", ":body").ReplaceLineEndings(" ") + ";\n");
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var before = await Machine.ReadAsync(postgres);
        var start = new ProcessStartInfo(
            program,
            [
                "-n", "-M", "prepared", "-f", script, "-c", $"{clients}", "-j", "2", "-T", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-D", "n=-1",
                "-D", $"body={Workload.Json}", "-l", "--log-prefix", Path.Combine(log.FullName, "t"), "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = settings.Password ?? string.Empty },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var after = await Machine.ReadAsync(postgres);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pgbench failed: {await errors}");

        // The third field of each line is the transaction's time in microseconds.
        var latencies = log.EnumerateFiles().SelectMany(file => File.ReadLines(file.FullName))
            .Select(line => TimeSpan.FromMicroseconds(long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture))).ToList();
        File.Delete(script);
        log.Delete(recursive: true);
        var tps = output.Split('\n').Single(line => line.StartsWith("tps = ", StringComparison.Ordinal)).Split(' ')[2];
        return after.Since(before, $"pgbench same work, {clients} clients", latencies.Count, latencies, 1) with
        {
            PerSecond = double.Parse(tps, CultureInfo.InvariantCulture),
            ClientMicroseconds = 0,
        };
    }
}
