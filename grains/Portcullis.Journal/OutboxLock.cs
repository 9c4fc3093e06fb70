using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal;

/// <summary>
/// Held by the one node of the shard that resumes what others have left undone: a session lock on a connection of its own, and an epoch that each
/// takeover raises. The server ends a session from which it has heard nothing for <see cref="Limits.OutboxLease"/>, and the lock with it: a node that
/// is dead, cut off or paused loses it, and another has it within <see cref="Limits.OutboxTakeover"/>.
/// </summary>
/// <remarks>
/// A node that runs learns of its loss before anybody else can take over. One that was paused may believe in its lock for a moment after it has gone on;
/// what the lock guards must bear that, and its mark does: it is written under the epoch.
/// </remarks>
public sealed partial class OutboxLock : IAsyncDisposable
{
    private readonly HostPool _pool;
    private readonly Queries _queries;
    private readonly SchemaName _schema;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private NpgsqlConnection? _session;
    private Task _keeping = Task.CompletedTask;
    private readonly OutboxWord _word;
    private string? _fault;
    private long _epoch;
    private long _heardAt;
    private int _watched;

    internal OutboxLock(PostgresJournalOptions options, Queries queries, SchemaName schema, TimeProvider time, ILogger log)
    {
        (_queries, _schema, _node, _time, _log) = (queries, schema, options.NodeName, time, log);
        _pool = Connections.ForOutbox(options);
        _word = new OutboxWord(time);
    }

    /// <summary>Which takeover this node holds the lock by; 0 while it does not.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    public bool IsHeld => Epoch != 0;

    /// <summary>How long ago the server has last heard of this node's hold; null while it does not hold the lock. Beyond <see cref="Limits.OutboxLease"/> it has lost it.</summary>
    public TimeSpan? LeaseAge => IsHeld ? _time.GetElapsedTime(Volatile.Read(ref _heardAt)) : null;

    /// <summary>Streams that had something under way when this node last looked; 0 while it does not hold the lock.</summary>
    public int Watched => IsHeld ? Volatile.Read(ref _watched) : 0;

    /// <summary>Why this node could neither hold the lock nor take it; null when it holds it, or another does.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Takes the lock where it is free; from then on keeps it, or goes on trying, until disposed of.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await HoldAsync(ct);
        _keeping = KeepAsync();
    }

    /// <summary>Where the holder before has left off; null when the lock is not held.</summary>
    public Task<OutboxMark?> ReadMarkAsync(CancellationToken ct) => HoldingAsync<OutboxMark?>(
        async session =>
        {
            await using var command = new NpgsqlCommand(_queries.OutboxMark, session);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var mark = new OutboxMark(reader.GetInt64(0), [.. reader.GetFieldValue<string[]>(1)]);
            _word.Read(mark);
            Volatile.Write(ref _watched, mark.Streams.Length);
            return mark;
        },
        null,
        ct);

    /// <summary>The next stretch after a position, of at most <see cref="Limits.OutboxPositions"/>, and the streams in it with events of these types; null when the lock is not held.</summary>
    public Task<OutboxStretch?> LookAsync(long after, IReadOnlyList<string> types, CancellationToken ct) => HoldingAsync<OutboxStretch?>(
        async session =>
        {
            await using var head = new NpgsqlCommand(_queries.Head, session);
            var last = (long)(await head.ExecuteScalarAsync(ct))!;
            var end = Math.Min(last, after + Limits.OutboxPositions);
            if (end <= after) return new OutboxStretch(after, [], true);
            await using var command = new NpgsqlCommand(_queries.StreamsWith, session);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = end });
            command.Parameters.Add(Texts(types));
            await using var reader = await command.ExecuteReaderAsync(ct);
            var streams = ImmutableArray.CreateBuilder<string>();
            while (await reader.ReadAsync(ct)) streams.Add(reader.GetString(0));
            return new OutboxStretch(end, streams.ToImmutable(), end == last);
        },
        null,
        ct);

    /// <summary>Leaves word for the next holder; not of everything at once where that is much. Without effect when the lock is not held.</summary>
    public Task WriteMarkAsync(OutboxMark mark, CancellationToken ct) => HoldingAsync(
        async session =>
        {
            Volatile.Write(ref _watched, mark.Streams.Length);
            if (_word.Due(mark) is not { } due) return true;
            await using var command = new NpgsqlCommand(due.Streams.IsDefault ? _queries.MoveOutboxMark : _queries.WriteOutboxMark, session);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = due.Position });
            if (!due.Streams.IsDefault) command.Parameters.Add(Texts(due.Streams));
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Epoch });
            if (await command.ExecuteNonQueryAsync(ct) != 1) throw new InvalidOperationException("Another node has taken the outbox lock meanwhile.");
            _word.Wrote(due);
            return true;
        },
        false,
        ct);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
        await OnSessionAsync(ReleaseAsync, false, CancellationToken.None);
        if (_session is { } session) await session.DisposeAsync();
        Volatile.Write(ref _epoch, 0);
        await _pool.DisposeAsync();
        _turn.Dispose();
        _stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Limits.OutboxRetry, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) await HoldAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    /// <summary>Asks for the lock, or shows the server that its holder lives: the same question serves for both.</summary>
    private Task<bool> HoldAsync(CancellationToken ct) => OnSessionAsync(
        async _ =>
        {
            var session = _session ??= await OpenAsync(ct);
            // The lease counts from when the server hears of it, at the earliest now.
            var asked = _time.GetTimestamp();
            if (IsHeld)
            {
                await using var alive = new NpgsqlCommand("select 1", session);
                await alive.ExecuteNonQueryAsync(ct);
                Volatile.Write(ref _heardAt, asked);
                return true;
            }

            await using var attempt = new NpgsqlCommand($"select pg_try_advisory_lock({_schema.OutboxLock})", session);
            var isFree = await attempt.ExecuteScalarAsync(ct) is true;
            Volatile.Write(ref _fault, null);
            if (!isFree) return false;
            await using var take = new NpgsqlCommand(_queries.TakeOutbox, session);
            take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _node });
            var epoch = (long)(await take.ExecuteScalarAsync(ct))!;
            Volatile.Write(ref _heardAt, asked);
            Volatile.Write(ref _watched, 0);
            Volatile.Write(ref _epoch, epoch);
            LogTaken(_log, _schema.ToString(), epoch);
            return true;
        },
        false,
        ct);

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        _pool.ForgetHosts();
        return await _pool.Source.OpenConnectionAsync(ct);
    }

    private static async Task<bool> ReleaseAsync(NpgsqlConnection? session)
    {
        if (session is null) return false;
        await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", session);
        return await command.ExecuteNonQueryAsync() != 0;
    }

    private Task<T> HoldingAsync<T>(Func<NpgsqlConnection, Task<T>> ask, T otherwise, CancellationToken ct) =>
        OnSessionAsync(session => IsHeld && session is not null ? ask(session) : Task.FromResult(otherwise), otherwise, ct);

    // One question at a time. Whatever goes wrong ends the session, and with it the lock: the next try begins anew.
    private async Task<T> OnSessionAsync<T>(Func<NpgsqlConnection?, Task<T>> ask, T otherwise, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await ask(_session);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            await LoseAsync(e);
            ct.ThrowIfCancellationRequested();
            return otherwise;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LoseAsync(Exception why)
    {
        var wasHeld = Interlocked.Exchange(ref _epoch, 0) != 0;
        if (_session is { } session) await session.DisposeAsync();
        _session = null;
        // Said once, not at each try.
        if (!_stopping.IsCancellationRequested && (wasHeld || _fault != why.Message)) LogLost(_log, _schema.ToString(), why.Message);
        Volatile.Write(ref _fault, why.Message);
    }

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };

    [LoggerMessage(Level = LogLevel.Information, Message = "This node holds the outbox lock of {Schema}, by takeover {Epoch}: it resumes what others leave undone")]
    private static partial void LogTaken(ILogger logger, string schema, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node has no session for the outbox lock of {Schema} ({Reason}); it tries again")]
    private static partial void LogLost(ILogger logger, string schema, string reason);
}
