using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Portcullis.Journal.Benchmarks;

/// <summary>The plain way: each connection commits its own event, stream row and event in one prepared statement.</summary>
internal sealed class TransactionPerEvent(PrivatePostgres postgres, string run)
{
    public async Task<Measured> RunAsync(int connections, TimeSpan duration)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { MaxPoolSize = connections });
        var opened = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => source.OpenConnectionAsync().AsTask()));
        var latencies = new ConcurrentBag<List<TimeSpan>>();
        var before = await Machine.ReadAsync(postgres);
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(opened.Select((connection, n) => Task.Run(() => ProduceAsync(connection, $"{run}-{n}", until, latencies))));
        var after = await Machine.ReadAsync(postgres);
        foreach (var connection in opened)
            await connection.DisposeAsync();
        var all = latencies.SelectMany(own => own).ToList();
        return after.Since(before, $"C# transaction per event, {connections}", all.Count, all, 1);
    }

    private static async Task ProduceAsync(NpgsqlConnection connection, string name, long until, ConcurrentBag<List<TimeSpan>> latencies)
    {
        var own = new List<TimeSpan>();
        var stream = new NpgsqlParameter<string>();
        await using var command = new NpgsqlCommand(SameWork.Statement("$1", "$2"), connection);
        command.Parameters.Add(stream);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Workload.Json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.PrepareAsync();
        for (var n = 0; Stopwatch.GetTimestamp() < until; n++)
        {
            var start = Stopwatch.GetTimestamp();
            stream.TypedValue = $"t-{name}-{n / Workload.EventsPerStream}";
            await command.ExecuteNonQueryAsync();
            own.Add(Stopwatch.GetElapsedTime(start));
        }

        latencies.Add(own);
    }
}
