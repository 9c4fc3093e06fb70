namespace Portcullis.Journal.Postgres;

/// <summary>
/// What waits for the writer, in call order, bounded in number and bytes. The writer takes all that fits into one transaction
/// and never lingers for more: under load batches grow by themselves while the batch before commits.
/// </summary>
internal sealed class AppendQueue(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<PendingAppend> waiting = new();
    private readonly HashSet<(string, string)> batchKeys = [];
    private TaskCompletionSource? idleWriter;
    private long bytes;
    private JournalUnavailableException? closed;

    public int Count
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <exception cref="JournalUnavailableException">The queue is full, or closed because the database is away.</exception>
    public void Add(PendingAppend append)
    {
        TaskCompletionSource? writer;
        lock (gate)
        {
            if (closed is not null)
                throw new JournalUnavailableException(closed.Message, closed.InnerException) { RetryAfter = closed.RetryAfter };
            if (waiting.Count >= capacity || bytes + append.Prepared.Bytes > Limits.QueuedBytes)
                throw new JournalUnavailableException($"{waiting.Count} appends wait for the writer already.") { RetryAfter = TimeSpan.FromMilliseconds(50) };
            waiting.Enqueue(append);
            bytes += append.Prepared.Bytes;
            writer = idleWriter;
            idleWriter = null;
        }

        writer?.SetResult();
    }

    /// <summary>Completes when there is something to write.</summary>
    public Task WaitAsync(CancellationToken ct)
    {
        lock (gate)
        {
            if (waiting.Count > 0)
                return Task.CompletedTask;
            idleWriter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return idleWriter.Task.WaitAsync(ct);
        }
    }

    /// <summary>Moves the next transaction's appends into <paramref name="batch"/>.</summary>
    public void Take(List<PendingAppend> batch)
    {
        batch.Clear();
        batchKeys.Clear();
        var (events, size) = (0, 0L);
        lock (gate)
        {
            while (waiting.TryPeek(out var next))
            {
                if (next.RefusedAsOrphan())
                {
                    bytes -= waiting.Dequeue().Prepared.Bytes;
                    continue;
                }

                var fits = events + next.Prepared.Count <= Limits.BatchEvents && size + next.Prepared.Bytes <= Limits.BatchBytes;

                // The same key twice in a batch would not be seen in the table: the second waits for the next.
                var fresh = next.Append.Key is null || batchKeys.Add((next.Append.Stream, next.Append.Key));
                if (batch.Count > 0 && (!fits || !fresh))
                    break;

                batch.Add(waiting.Dequeue());
                events += next.Prepared.Count;
                size += next.Prepared.Bytes;
                bytes -= next.Prepared.Bytes;

                // What lies behind a control event must be judged against it.
                if (next.Append.Stream == Append.ControlStream)
                    break;
            }
        }
    }

    /// <summary>Refuses all that waits and all that comes, until <see cref="Open"/>.</summary>
    public void Close(JournalUnavailableException why)
    {
        List<PendingAppend> refused;
        lock (gate)
        {
            closed = why;
            refused = [.. waiting];
            waiting.Clear();
            bytes = 0;
        }

        foreach (var append in refused)
            append.Fail(new JournalUnavailableException(why.Message, why.InnerException) { RetryAfter = why.RetryAfter });
    }

    public void Open()
    {
        lock (gate)
            closed = null;
    }
}
