using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>Counters of the server and of this process, to be subtracted.</summary>
/// <param name="Wal">Bytes of WAL ever written.</param>
internal sealed record Machine(TimeSpan Server, TimeSpan Client, long Wal, long Commits, long At)
{
    /// <summary>Ticks per second of the kernel's process times; fixed at 100 on every Linux of today.</summary>
    private const double ClockTicks = 100;

    public static async Task<Machine> ReadAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var wal = new NpgsqlCommand("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, (select sum(xact_commit)::bigint from pg_stat_database)", connection);
        await using var reader = await wal.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Machine(ServerTime(postgres.ProcessId), Process.GetCurrentProcess().TotalProcessorTime, reader.GetInt64(0), reader.GetInt64(1), Stopwatch.GetTimestamp());
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

    /// <summary>The postmaster, its children, and its children that have ended.</summary>
    private static TimeSpan ServerTime(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var own = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture) == postmaster;
                if (own || int.Parse(fields[1], CultureInfo.InvariantCulture) == postmaster)
                    ticks += fields[11..(own ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // The process has ended between the listing and the look.
            }
        }

        return TimeSpan.FromSeconds(ticks / ClockTicks);
    }
}
