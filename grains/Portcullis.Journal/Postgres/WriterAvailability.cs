namespace Portcullis.Journal.Postgres;

/// <summary>
/// Whether the journal takes appends. When one writer loses its session all open theirs anew, and only when each has one is the journal back:
/// by then every outcome is settled, and no writer is left on a server that the others have gone from.
/// </summary>
internal sealed class WriterAvailability(AppendQueue queue, int writers)
{
    private readonly Lock _gate = new();
    private int _found;
    private volatile int _round = 1;
    private volatile bool _available;

    public event Action<bool>? Changed;

    public bool IsAvailable => _available;

    /// <summary>Grows with each loss: a session of an earlier round is not to be used.</summary>
    public int Round => _round;

    /// <param name="round">The round of the session that was lost.</param>
    public void Lost(int round, Exception why)
    {
        lock (_gate)
        {
            if (round != _round)
                return;
            _round++;
            _found = 0;
            Set(false);
            queue.Close(WriterSessions.Unavailable("The database is away.", why));
        }
    }

    /// <param name="round">The round in which the session's opening began.</param>
    public void Found(int round)
    {
        lock (_gate)
        {
            if (round != _round || ++_found < writers)
                return;
            queue.Open();
            Set(true);
        }
    }

    private void Set(bool available)
    {
        if (_available == available)
            return;
        _available = available;
        Changed?.Invoke(available);
    }
}
