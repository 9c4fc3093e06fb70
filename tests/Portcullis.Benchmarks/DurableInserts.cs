using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portcullis.Benchmarks;

/// <summary>pgbench doing the same durable work one transaction at a time: one insert of a row as large as a recorded decision.</summary>
internal sealed class DurableInserts(string connectionString)
{
    public async Task PrepareAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            create table if not exists plain_decisions (id bigserial primary key, data jsonb not null);
            """,
            connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A decision as the journal holds it.</summary>
    public async Task<string> RecordedDecisionAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select data::text from mt_events where type = 'order_decided' order by seq_id desc limit 1", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async Task<Result> RunAsync(string json, int clients, TimeSpan duration)
    {
        var script = Path.GetTempFileName();
        var logs = Directory.CreateTempSubdirectory("portcullis-pgbench-");
        await File.WriteAllTextAsync(script, "insert into plain_decisions (data) values (:body::jsonb);\n");
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Program())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = settings.Password ?? "" },
        };
        foreach (var argument in new[]
        {
            "-n", "-M", "prepared", "-f", script, "-c", $"{clients}", "-j", "2", "-T", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-D", $"body={json}",
            "-l", "--log-prefix", Path.Combine(logs.FullName, "t"), "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!,
        }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"pgbench failed: {await errors}");

        // The third field of a line is the transaction's time in microseconds.
        var latencies = logs.EnumerateFiles().SelectMany(file => File.ReadLines(file.FullName)).Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) / 1_000.0).ToArray();
        File.Delete(script);
        logs.Delete(recursive: true);
        return Result.Of("pgbench, one durable insert per transaction", clients, duration, latencies);
    }

    private static string Program() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin", "pgbench")).Where(File.Exists).Max() ?? "pgbench"
            : "pgbench";
}
