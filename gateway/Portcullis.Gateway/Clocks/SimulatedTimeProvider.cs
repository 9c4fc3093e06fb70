namespace Portcullis.Gateway.Clocks;

/// <summary>A clock that stands still until it is told to move. Timers are not driven by it: what must happen at a time is done by the heartbeat, which the simulation drives.</summary>
public sealed class SimulatedTimeProvider(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves forward; an earlier time changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        if (now.UtcTicks > Volatile.Read(ref _ticks)) Volatile.Write(ref _ticks, now.UtcTicks);
    }
}
