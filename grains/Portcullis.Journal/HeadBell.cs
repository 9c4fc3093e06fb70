namespace Portcullis.Journal;

/// <summary>Wakes whoever waits for the head to pass a position. A ring may be late or lost: waiters also look by themselves at intervals.</summary>
internal sealed class HeadBell
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _head;

    public long Head => Volatile.Read(ref _head);

    public void Ring(long position)
    {
        TaskCompletionSource waiters;
        lock (_gate)
        {
            if (position <= _head)
                return;
            _head = position;
            waiters = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }

    /// <summary>Completes when the head is known to lie past the position, or when the interval is over.</summary>
    public async Task WaitPastAsync(long position, TimeSpan interval, TimeProvider time, CancellationToken ct)
    {
        Task rung;
        lock (_gate)
        {
            if (_head > position)
                return;
            rung = _next.Task;
        }

        try
        {
            await rung.WaitAsync(interval, time, ct);
        }
        catch (TimeoutException)
        {
            // The caller looks for itself now.
        }
    }
}
