using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Portcullis.Journal.Benchmarks;

namespace Portcullis.Benchmarks;

/// <summary>pgbench doing durable work one transaction at a time, in one prepared statement each.</summary>
internal sealed class DurableInserts(string connectionString)
{
    /// <summary>A row as large as a recorded decision.</summary>
    public const string OneInsert = "insert into plain.decisions (data) values (:body::jsonb)";

    /// <summary>What the journal does for an event, in its table layout: the row of the stream and the event's.</summary>
    public static string StreamAndEvent(string run) => "\\set n :n + 1\n\\set k :n / 3\n" + SameWork.Statement($"'p-{run}-' || :client_id || '-' || :k", ":body").ReplaceLineEndings(" ");

    public async Task PrepareAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(SameWork.Tables + "create table plain.decisions (id bigserial primary key, data jsonb not null);", connection);
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

    public async Task<Result> RunAsync(string name, string work, string json, int clients, TimeSpan duration)
    {
        var script = Path.GetTempFileName();
        var logs = Directory.CreateTempSubdirectory("portcullis-pgbench-");
        await File.WriteAllTextAsync(script, work + ";\n");
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Program())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = settings.Password ?? "" },
        };
        foreach (var argument in new[]
        {
            "-n", "-M", "prepared", "-f", script, "-c", $"{clients}", "-j", "2", "-T", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-D", "n=-1", "-D", $"body={json}",
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
        return Result.Of(name, clients, duration, latencies);
    }

    private static string Program() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin", "pgbench")).Where(File.Exists).Max() ?? "pgbench"
            : "pgbench";
}
