using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portcullis.Journal.Benchmarks;

/// <summary>Producers that each wait for their durable answer before they append again.</summary>
internal sealed class GroupCommit(PrivatePostgres postgres, PostgresJournal journal, string run)
{
    public async Task<Measured> RunAsync(int producers, TimeSpan duration)
    {
        var latencies = new ConcurrentBag<List<TimeSpan>>();
        var headBefore = (await BlocksAsync(), await journal.HeadAsync());
        var before = await Machine.ReadAsync(postgres);
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, producers).Select(n => Task.Run(() => ProduceAsync($"{run}-{n}", until, latencies))));
        var after = await Machine.ReadAsync(postgres);
        var all = latencies.SelectMany(own => own).ToList();
        var blocks = await BlocksAsync() - headBefore.Item1;
        return after.Since(before, $"journal, {producers} producers", all.Count, all, all.Count / (double)Math.Max(1, blocks));
    }

    private async Task<long> BlocksAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("select coalesce(max(number), 0) from journal.pc_blocks", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ProduceAsync(string name, long until, ConcurrentBag<List<TimeSpan>> latencies)
    {
        var own = new List<TimeSpan>();
        for (var n = 0; Stopwatch.GetTimestamp() < until; n++)
        {
            var start = Stopwatch.GetTimestamp();
            if (await journal.AppendAsync(Workload.Append($"account-{name}-{n / Workload.EventsPerStream}", n % Workload.EventsPerStream)) is not AppendResult.Accepted)
                throw new InvalidOperationException("A benchmark's append was refused.");
            own.Add(Stopwatch.GetElapsedTime(start));
        }

        latencies.Add(own);
    }
}
