namespace Portcullis.Journal;

/// <summary>Wakes whoever waits for the head to pass a position. A ring may be late or lost: waiters also look by themselves at intervals.</summary>
internal sealed class HeadBell
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long head;

    public long Head => Volatile.Read(ref head);

    public void Ring(long position)
    {
        TaskCompletionSource waiters;
        lock (gate)
        {
            if (position <= head)
                return;
            head = position;
            waiters = next;
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }

    /// <summary>Completes when the head is known to lie past the position, or when the interval is over.</summary>
    public async Task WaitPastAsync(long position, TimeSpan interval, TimeProvider time, CancellationToken ct)
    {
        Task rung;
        lock (gate)
        {
            if (head > position)
                return;
            rung = next.Task;
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
