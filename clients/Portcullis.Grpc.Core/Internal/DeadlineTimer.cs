namespace Grpc.Core.Internal;

/// <summary>Calls back once, when the clock has passed a deadline, and not before.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly DateTime _deadline;
    private readonly Action<object> _passed;
    private readonly object _state;
    private readonly ITimer _timer;

    public DeadlineTimer(TimeProvider time, DateTime deadlineUtc, Action<object> passed, object state)
    {
        _time = time;
        _deadline = deadlineUtc;
        _passed = passed;
        _state = state;
        _timer = time.CreateTimer(static timer => ((DeadlineTimer)timer!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(Remaining());
    }

    public void Dispose() => _timer.Dispose();

    // A timer may fire a little early, and takes 49 days at most: it is wound up again until the clock agrees.
    private void Tick()
    {
        var remaining = Remaining();
        if (remaining <= TimeSpan.Zero)
            _passed(_state);
        else
            Arm(remaining);
    }

    private TimeSpan Remaining() => _deadline - _time.GetUtcNow().UtcDateTime;

    private void Arm(TimeSpan remaining) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(remaining.TotalMilliseconds), 0, Limits.MaxTimerMs)), Timeout.InfiniteTimeSpan);
}
