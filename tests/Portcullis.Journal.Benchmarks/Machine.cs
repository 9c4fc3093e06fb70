using System.Diagnostics;
using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>Counters of the server and of this process, to be subtracted.</summary>
/// <param name="Wal">Bytes of WAL ever written.</param>
internal sealed record Machine(TimeSpan Server, TimeSpan Client, long Wal, long Commits, long At)
{
    public static async Task<Machine> ReadAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var wal = new NpgsqlCommand("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, (select sum(xact_commit)::bigint from pg_stat_database)", connection);
        await using var reader = await wal.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Machine(ServerTime.Of(postgres.ProcessId), Process.GetCurrentProcess().TotalProcessorTime, reader.GetInt64(0), reader.GetInt64(1), Stopwatch.GetTimestamp());
    }

    public Measured Since(Machine before, string name, long events, IReadOnlyList<TimeSpan> latencies, double eventsPerCommit)
    {
        var sorted = latencies.Order().ToArray();
        var seconds = Stopwatch.GetElapsedTime(before.At, At).TotalSeconds;
        return new Measured(
            name, events / seconds, At_(sorted, 0.50), At_(sorted, 0.99),
            (Server - before.Server).TotalMicroseconds / events, (Client - before.Client).TotalMicroseconds / events, (Wal - before.Wal) / (double)events, eventsPerCommit);
    }

    private static TimeSpan At_(TimeSpan[] sorted, double quantile) => sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)((sorted.Length - 1) * quantile)];
}
