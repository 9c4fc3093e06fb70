using Microsoft.Extensions.Logging;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>The one writer of this node: takes what has queued, commits it as one transaction, answers, and takes again.</summary>
internal sealed class BatchWriter(AppendQueue queue, WriterSessions sessions, JournalMetrics metrics, TimeProvider time, ILogger log, Action<long> committed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PendingAppend> _batch = new(Limits.BatchEvents);
    private volatile bool _available;
    private Task _running = Task.CompletedTask;

    public event Action<bool>? AvailabilityChanged;

    public bool IsAvailable => _available;

    /// <summary>Opens the first session, so that a wrong connection string is the caller's to see, and then writes in the background.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var session = await sessions.OpenAsync(ct);
        _available = true;
        _running = Task.Run(() => RunAsync(session), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        queue.Close(new JournalUnavailableException("The journal is closed."));
        _stopping.Dispose();
    }

    private async Task RunAsync(WriterSession? session)
    {
        while (!_stopping.IsCancellationRequested)
        {
            session ??= await ReopenAsync();
            if (session is null)
                break;

            try
            {
                await queue.WaitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            queue.Take(_batch);
            if (!await CommitAsync(session))
            {
                await session.DisposeAsync();
                session = null;
            }
        }

        await DrainAsync(session);
    }

    /// <summary>Closing waits for what was queued before: a caller that was told nothing yet gets its answer.</summary>
    private async Task DrainAsync(WriterSession? session)
    {
        if (session is null)
            return;

        while (queue.Count > 0)
        {
            queue.Take(_batch);
            if (!await CommitAsync(session))
                break;
        }

        await session.DisposeAsync();
    }

    /// <summary>False when the session is broken and the outcome of this batch unknown.</summary>
    private async Task<bool> CommitAsync(WriterSession session)
    {
        if (_batch.Count == 0)
            return true;

        try
        {
            var start = time.GetTimestamp();
            var results = await session.CommitAsync(_batch);
            metrics.Committed(results, time.GetElapsedTime(start));
            Answer(_batch, results);
            return true;
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR")
        {
            // An error is the server's word that nothing was kept, also where its kind (no room, say) costs the session.
            await CommitOneByOneAsync(session, refused);
            return session.IsUsable;
        }
        catch (Exception broken)
        {
            // Whatever it is, the writer goes on: a new session settles the outcome, and nobody waits for ever.
            Lose(broken);
            return false;
        }
    }

    /// <summary>The server refused the whole batch and kept none of it: whatever is at fault is found by offering each append alone.</summary>
    private async Task CommitOneByOneAsync(WriterSession session, PostgresException refused)
    {
        // Waiting, room and shutdown are nobody's fault, and not cured by offering each append alone.
        if (_batch.Count == 1 || !session.IsUsable || refused.SqlState[..2] is "53" or "55" or "57" or "25")
        {
            log.LogError(refused, "The database refused {Count} appends: {Reason}", _batch.Count, refused.MessageText);
            foreach (var append in _batch)
                append.Fail(WriterSessions.Unavailable("The database refused the append: " + refused.MessageText, refused));
            return;
        }

        var members = _batch.ToArray();
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].RefusedAsOrphan())
                continue;
            _batch.Clear();
            _batch.Add(members[i]);
            if (await CommitAsync(session))
                continue;
            foreach (var append in members[(i + 1)..])
                append.Fail(WriterSessions.Unavailable("The connection to the database broke.", null));
            return;
        }
    }

    private void Answer(List<PendingAppend> appends, AppendResult[] results)
    {
        var last = 0L;
        for (var i = 0; i < appends.Count; i++)
        {
            if (results[i] is AppendResult.Accepted accepted)
                last = accepted.LastPosition;
            appends[i].Complete(results[i]);
        }

        if (last > 0)
            committed(last);
    }

    private void Lose(Exception broken)
    {
        log.LogWarning(broken, "The connection to the database broke with {Count} appends under way; their outcome is unknown", _batch.Count);
        metrics.Lost();
        Close(broken);
        foreach (var append in _batch)
        {
            append.Fail(new JournalUnavailableException("The connection broke during the commit: read the stream to learn the outcome.", broken)
            {
                OutcomeUnknown = true,
                RetryAfter = sessions.RetryAfter,
            });
        }
    }

    private void Close(Exception why)
    {
        SetAvailable(false);
        queue.Close(WriterSessions.Unavailable("The database is away.", why));
    }

    private async Task<WriterSession?> ReopenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var session = await sessions.OpenAsync(_stopping.Token);
                queue.Open();
                SetAvailable(true);
                log.LogInformation("The journal writes again");
                return session;
            }
            catch (Exception stillAway) when (stillAway is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                if (_available)
                    Close(stillAway);
                log.LogDebug(stillAway, "The database is still away");
                if (!await PauseAsync())
                    return null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    private async Task<bool> PauseAsync()
    {
        try
        {
            await Task.Delay(sessions.RetryAfter, time, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void SetAvailable(bool value)
    {
        if (_available == value)
            return;
        _available = value;
        AvailabilityChanged?.Invoke(value);
    }
}
