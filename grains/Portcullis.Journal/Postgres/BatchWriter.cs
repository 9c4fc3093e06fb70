using Microsoft.Extensions.Logging;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>One writer of this node: takes what has queued, commits it as one transaction, answers, and takes again.</summary>
internal sealed class BatchWriter(
    AppendQueue queue, WriterSessions sessions, WriterAvailability availability, JournalMetrics metrics, OwnPlaces places, TimeProvider time, ILogger log, Action<long> committed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PendingAppend> _batch = new(Limits.BatchEvents);
    private int _round;
    private Task _running = Task.CompletedTask;

    /// <summary>Opens the first session, so that a wrong connection string is the caller's to see, and then writes in the background.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var session = await OpenAsync(ct);
        _running = Task.Run(() => RunAsync(session), CancellationToken.None);
    }

    /// <summary>Ends when the finished queue is empty: a caller that was told nothing yet gets its answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(WriterSession? session)
    {
        while (true)
        {
            if (session is not null && availability.Round != _round)
            {
                await session.DisposeAsync();
                session = null;
            }

            session ??= await ReopenAsync();
            if (session is null || !await queue.TakeAsync(_batch))
                break;

            var sound = await CommitAsync(session, _batch);
            queue.Release(_batch);
            if (!sound)
            {
                await session.DisposeAsync();
                session = null;
            }
        }

        if (session is not null)
            await session.DisposeAsync();
    }

    /// <summary>False when the session is broken; then the outcome of this batch may be unknown.</summary>
    private async Task<bool> CommitAsync(WriterSession session, List<PendingAppend> batch)
    {
        if (batch.Count == 0)
            return true;

        try
        {
            var start = time.GetTimestamp();
            var results = await OfferAsync(session, batch);
            metrics.Committed(results, time.GetElapsedTime(start));
            Answer(batch, results);
            return true;
        }
        catch (PostgresException refused) when (refused.InvariantSeverity == "ERROR")
        {
            // An error is the server's word that nothing was kept, also where its kind (no room, say) costs the session.
            await CommitOneByOneAsync(session, batch, refused);
            return session.IsUsable;
        }
        catch (Exception broken)
        {
            // Whatever it is, the writer goes on: a new session settles the outcome, and nobody waits for ever.
            Lose(batch, broken);
            return false;
        }
    }

    /// <summary>
    /// A batch that was sent behind this node's own other batch waits for that one too, which is no reason to refuse anybody. The server has kept
    /// nothing of it, so it is offered once more: what was ahead of it has ended by then, within its own <see cref="PostgresJournalOptions.CommitTimeout"/>.
    /// </summary>
    private async Task<AppendResult[]> OfferAsync(WriterSession session, List<PendingAppend> batch)
    {
        var isBehind = queue.HasSeveralUnderWay;
        try
        {
            return await session.CommitAsync(batch);
        }
        catch (PostgresException waited) when (isBehind && waited.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return await session.CommitAsync(batch);
        }
    }

    /// <summary>The server refused the whole batch and kept none of it: whatever is at fault is found by offering each append alone.</summary>
    private async Task CommitOneByOneAsync(WriterSession session, List<PendingAppend> batch, PostgresException refused)
    {
        // Waiting, room and shutdown are nobody's fault, and not cured by offering each append alone.
        if (batch.Count == 1 || !session.IsUsable || refused.SqlState[..2] is "53" or "55" or "57" or "25")
        {
            log.LogError(refused, "The database refused {Count} appends: {Reason}", batch.Count, refused.MessageText);
            foreach (var append in batch)
                append.Fail(WriterSessions.Unavailable("The database refused the append: " + refused.MessageText, refused));
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].RefusedAsOrphan() || await CommitAsync(session, [batch[i]]))
                continue;
            foreach (var append in batch[(i + 1)..])
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
            {
                places.Add(appends[i].Append.Stream, appends[i].Append.Events.Length, accepted);
                last = accepted.LastPosition;
            }

            appends[i].Complete(results[i]);
        }

        if (last > 0)
            committed(last);
    }

    private void Lose(List<PendingAppend> batch, Exception broken)
    {
        log.LogWarning(broken, "The connection to the database broke with {Count} appends under way; their outcome is unknown", batch.Count);
        metrics.Lost();
        places.Forget();
        availability.Lost(_round, broken);
        foreach (var append in batch)
        {
            append.Fail(new JournalUnavailableException("The connection broke during the commit: read the stream to learn the outcome.", broken)
            {
                OutcomeUnknown = true,
                RetryAfter = sessions.RetryAfter,
            });
        }
    }

    private async Task<WriterSession?> ReopenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var session = await OpenAsync(_stopping.Token);
                log.LogInformation("The journal writes again");
                return session;
            }
            catch (Exception stillAway) when (stillAway is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                availability.Lost(_round, stillAway);
                log.LogDebug(stillAway, "The database is still away");
                await ((Task)Task.Delay(sessions.RetryAfter, time, _stopping.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    private async Task<WriterSession> OpenAsync(CancellationToken ct)
    {
        var round = availability.Round;
        var session = await sessions.OpenAsync(ct);
        if (round != _round)
        {
            _round = round;
            availability.Found(round);
        }

        return session;
    }
}
