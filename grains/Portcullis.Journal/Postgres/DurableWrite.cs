using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// How long the smallest durable commit takes from here: one message in the write-ahead log and its flush, wherever the disk is.
/// No answer can be faster, so an operator reads this figure first.
/// </summary>
internal static class DurableWrite
{
    private const int Samples = 21;

    /// <summary>The median in milliseconds.</summary>
    public static async Task<double> MeasureAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_logical_emit_message(true, 'portcullis', '')", connection);
        await command.PrepareAsync(ct);
        var samples = new double[Samples];
        for (var n = 0; n < Samples; n++)
        {
            var start = time.GetTimestamp();
            await command.ExecuteNonQueryAsync(ct);
            samples[n] = time.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(samples);
        return samples[Samples / 2];
    }
}
