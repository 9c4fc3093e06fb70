namespace Portcullis.Journal.Postgres;

/// <summary>
/// What waits for the writers, in call order, bounded in number and bytes. A writer takes all that fits into one transaction
/// and never lingers for more: under load batches grow by themselves while the batch before commits.
/// Two batches under way never hold the same stream, nor an append and what it was decided on: which of them commits first is then nobody's concern.
/// </summary>
internal sealed class AppendQueue(int capacity, int overlapping)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly Queue<TaskCompletionSource<bool>> _idleWriters = new();
    private readonly HashSet<string> _streamsUnderWay = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _batchKeys = [];
    private int _batchesUnderWay;
    private long _bytes;
    private bool _blocked;
    private bool _finished;
    private JournalUnavailableException? _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Whether a batch that was taken now is not the only one.</summary>
    public bool HasSeveralUnderWay
    {
        get
        {
            lock (_gate)
                return _batchesUnderWay > 1;
        }
    }

    /// <exception cref="JournalUnavailableException">The queue is full, or closed because the database is away.</exception>
    public void Add(PendingAppend append)
    {
        lock (_gate)
        {
            if (_closed is not null)
                throw new JournalUnavailableException(_closed.Message, _closed.InnerException) { RetryAfter = _closed.RetryAfter };
            if (_waiting.Count >= capacity || _bytes + append.Prepared.Bytes > Limits.QueuedBytes)
                throw new JournalUnavailableException($"{_waiting.Count} appends wait for the writer already.") { RetryAfter = TimeSpan.FromMilliseconds(50) };
            _waiting.Enqueue(append);
            _bytes += append.Prepared.Bytes;
            WakeWriters();
        }
    }

    /// <summary>
    /// Waits for the next transaction's appends and moves them into <paramref name="batch"/>, which is to be released;
    /// none when the queue was closed meanwhile, and false when there will be no more.
    /// </summary>
    public async Task<bool> TakeAsync(List<PendingAppend> batch)
    {
        batch.Clear();
        if (!await WaitForTurnAsync())
            return false;
        Take(batch);
        return true;
    }

    /// <summary>What was taken has its answers: what waits behind it may go.</summary>
    public void Release(List<PendingAppend> batch)
    {
        lock (_gate)
        {
            foreach (var append in batch)
                _streamsUnderWay.Remove(append.Append.Stream);
            _batchesUnderWay--;
            _blocked = false;
            WakeWriters();
        }
    }

    /// <summary>Refuses all that waits and all that comes, until <see cref="Open"/>, and sends idle writers to look after their sessions.</summary>
    public void Close(JournalUnavailableException why)
    {
        List<PendingAppend> refused;
        lock (_gate)
        {
            _closed = why;
            refused = [.. _waiting];
            _waiting.Clear();
            _bytes = 0;
            while (_idleWriters.TryDequeue(out var idle))
            {
                _batchesUnderWay++;
                idle.SetResult(true);
            }
        }

        foreach (var append in refused)
            append.Fail(new JournalUnavailableException(why.Message, why.InnerException) { RetryAfter = why.RetryAfter });
    }

    public void Open()
    {
        lock (_gate)
            _closed = _finished ? _closed : null;
    }

    /// <summary>Takes nothing new for ever; what waits is still handed out.</summary>
    public void Finish(JournalUnavailableException why)
    {
        lock (_gate)
        {
            _closed = why;
            _finished = true;
            WakeWriters();
        }
    }

    private Task<bool> WaitForTurnAsync()
    {
        lock (_gate)
        {
            if (_idleWriters.Count == 0 && Turn() is { } turn)
                return Task.FromResult(turn);
            var idle = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _idleWriters.Enqueue(idle);
            return idle.Task;
        }
    }

    private void WakeWriters()
    {
        while (_idleWriters.Count > 0 && Turn() is { } turn)
            _idleWriters.Dequeue().SetResult(turn);
    }

    /// <summary>Whether the next writer shall take a batch now (true), wait (null), or go home (false).</summary>
    private bool? Turn()
    {
        if (IsWorthABatch())
        {
            _batchesUnderWay++;
            return true;
        }

        return _finished && _waiting.Count == 0 ? false : null;
    }

    /// <summary>A batch behind another waits for the append lock anyway: it goes ahead only when the server has enough to parse meanwhile.</summary>
    private bool IsWorthABatch()
    {
        if (_batchesUnderWay == 0)
            return _waiting.Count > 0;
        if (_blocked || _waiting.Count < overlapping)
            return false;
        _blocked = _waiting.Take(overlapping).Any(IsBehindABatch);
        return !_blocked;
    }

    private bool IsBehindABatch(PendingAppend next) =>
        _streamsUnderWay.Count > 0
        && (_streamsUnderWay.Contains(next.Append.Stream)
            || (next.StreamBefore is { } before && _streamsUnderWay.Contains(before))
            || (next.Append.ControlVersion is not null && _streamsUnderWay.Contains(Append.ControlStream)));

    private void Take(List<PendingAppend> batch)
    {
        var (events, size) = (0, 0L);
        lock (_gate)
        {
            _batchKeys.Clear();
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
                if (IsBehindABatch(next) || (batch.Count > 0 && (!fits || !fresh)))
                    break;

                batch.Add(_waiting.Dequeue());
                events += next.Prepared.Count;
                size += next.Prepared.Bytes;
                _bytes -= next.Prepared.Bytes;

                // What lies behind a control event must be judged against it.
                if (next.Append.Stream == Append.ControlStream)
                    break;
            }

            foreach (var taken in batch)
                _streamsUnderWay.Add(taken.Append.Stream);
        }
    }
}
