namespace Portcullis.Journal.Postgres;

/// <summary>
/// What waits for the writer, in call order, bounded in number and bytes. The writer takes all that fits into one transaction
/// and never lingers for more: under load batches grow by themselves while the batch before commits.
/// </summary>
internal sealed class AppendQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly HashSet<(string, string)> _batchKeys = [];
    private TaskCompletionSource? _idleWriter;
    private long _bytes;
    private JournalUnavailableException? _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <exception cref="JournalUnavailableException">The queue is full, or closed because the database is away.</exception>
    public void Add(PendingAppend append)
    {
        TaskCompletionSource? writer;
        lock (_gate)
        {
            if (_closed is not null)
                throw new JournalUnavailableException(_closed.Message, _closed.InnerException) { RetryAfter = _closed.RetryAfter };
            if (_waiting.Count >= capacity || _bytes + append.Prepared.Bytes > Limits.QueuedBytes)
                throw new JournalUnavailableException($"{_waiting.Count} appends wait for the writer already.") { RetryAfter = TimeSpan.FromMilliseconds(50) };
            _waiting.Enqueue(append);
            _bytes += append.Prepared.Bytes;
            writer = _idleWriter;
            _idleWriter = null;
        }

        writer?.SetResult();
    }

    /// <summary>Completes when there is something to write.</summary>
    public Task WaitAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_waiting.Count > 0)
                return Task.CompletedTask;
            _idleWriter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idleWriter.Task.WaitAsync(ct);
        }
    }

    /// <summary>Moves the next transaction's appends into <paramref name="batch"/>.</summary>
    public void Take(List<PendingAppend> batch)
    {
        batch.Clear();
        _batchKeys.Clear();
        var (events, size) = (0, 0L);
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next))
            {
                if (next.RefusedAsOrphan())
                {
                    _bytes -= _waiting.Dequeue().Prepared.Bytes;
                    continue;
                }

                var fits = events + next.Prepared.Count <= Limits.BatchEvents && size + next.Prepared.Bytes <= Limits.BatchBytes;

                // The same key twice in a batch would not be seen in the table: the second waits for the next.
                var fresh = next.Append.Key is null || _batchKeys.Add((next.Append.Stream, next.Append.Key));
                if (batch.Count > 0 && (!fits || !fresh))
                    break;

                batch.Add(_waiting.Dequeue());
                events += next.Prepared.Count;
                size += next.Prepared.Bytes;
                _bytes -= next.Prepared.Bytes;

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
        lock (_gate)
        {
            _closed = why;
            refused = [.. _waiting];
            _waiting.Clear();
            _bytes = 0;
        }

        foreach (var append in refused)
            append.Fail(new JournalUnavailableException(why.Message, why.InnerException) { RetryAfter = why.RetryAfter });
    }

    public void Open()
    {
        lock (_gate)
            _closed = null;
    }
}
