namespace Portcullis.Cli;

/// <summary>Holds a replay back to a number of seconds of data a second; zero does not hold it back.</summary>
internal sealed class Pace(double speed, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private DateTimeOffset? _first;

    public async Task UntilAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _first ??= at;
        if (speed == 0)
            return;
        var early = ((at - _first.Value) / speed) - time.GetElapsedTime(_began);
        if (early > TimeSpan.Zero)
            await Task.Delay(early, time, cancellation);
    }
}
