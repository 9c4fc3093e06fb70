using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// How long the smallest durable commit takes from here: one message in the write-ahead log and its flush, wherever the disk is.
/// No answer can be faster, so an operator reads this figure first. Measured at the start and then on a schedule, since disks change their mind.
/// </summary>
internal sealed class DurableWrite(NpgsqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    private const int Samples = 11;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private double _medianMs;

    /// <summary>The last measurement's median.</summary>
    public double MedianMs => Volatile.Read(ref _medianMs);

    /// <summary>Measures now, and from now on.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await MeasureAsync(ct);
        _running = Task.Run(RepeatAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stopping.Token);
                await MeasureAsync(_stopping.Token);
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                // What an absent database would have taken is not worth telling: the writer tells that it is away.
            }
        }
    }

    private async Task MeasureAsync(CancellationToken ct)
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
        Volatile.Write(ref _medianMs, samples[Samples / 2]);
    }
}
