using System.Text.Json;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>How an account comes into memory and leaves it: snapshot, fold, and rest.</summary>
public sealed partial class AccountGrain
{
    private async Task LoadIfStaleAsync(CancellationToken cancellationToken)
    {
        if (_unreadable is { } unreadable) throw unreadable;
        if (!_memory.IsStale) return;
        if (!journal.IsAvailable) throw new JournalUnavailableException();
        var refused = await RefusedAsync(cancellationToken);
        var kept = Read(await journal.LoadSnapshotAsync(_stream, AccountState.SnapshotSchema, cancellationToken));
        var state = await FoldAsync(kept, cancellationToken);
        _snapshotVersion = kept.Version;
        _memory = new Memory();
        _last = null;
        _settled = NothingPending;
        Volatile.Write(ref _state, state);
        if (state.IsOpen) _outbox.Resume(state);
        Changed?.Invoke(this, state);
        TakeAgain(refused);
    }

    private async Task<AccountState> FoldAsync(AccountState state, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stored in journal.ReadStreamAsync(_stream, state.Version + 1, cancellationToken))
                state = Evolve(state, stored);
            return state;
        }
        catch (EventsArchivedException e)
        {
            throw Unreadable(e.Message, e);
        }
    }

    private AccountState Evolve(AccountState state, StoredEvent stored)
    {
        try
        {
            return state.Evolve(EventCodec.ReadAccountEvent(stored));
        }
#pragma warning disable CA1031 // Whatever it is: without this event nobody knows what the account holds.
        catch (Exception e)
        {
            throw Unreadable($"version {stored.Version} ({stored.Type}) can't be folded ({Fault(e)})", e);
        }
#pragma warning restore CA1031
    }

    private AccountQuarantinedException Unreadable(string what, Exception fault)
    {
        var unreadable = new AccountQuarantinedException(id, what);
        Volatile.Write(ref _unreadable, unreadable);
        Quarantined?.Invoke(this, fault);
        return unreadable;
    }

    // A snapshot is a convenience: one that can't be read is one that is not there.
    private static AccountState Read(Snapshot? snapshot)
    {
        try
        {
            return snapshot is null ? AccountState.Empty : JsonSerializer.Deserialize<AccountState>(snapshot.Json.Span, DomainJson.Options)!;
        }
        catch (JsonException)
        {
            return AccountState.Empty;
        }
    }

    /// <summary>Keeps a fold of the stream, so that the next load is short. Called now and then; only durable state is kept.</summary>
    public async Task SnapshotAsync(CancellationToken cancellationToken)
    {
        if (Current.Version - _snapshotVersion < Limits.EventsPerSnapshot) return;
        await SaveAsync(await GetAsync(cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Lets an account that nobody has asked for since <see cref="Limits.Idle"/> leave memory, a snapshot behind it; the next one who asks reads it
    /// again. The grain itself stays, so that there is one mailbox whatever happens: an account that holds, works or commits anything, waits for a
    /// person, or is in the middle of a turn does not rest. Called at every beat.
    /// </summary>
    /// <returns>Whether the account rests now.</returns>
    public async Task<bool> RestIfIdleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_memory.IsStale || !IsQuiet()) return _memory.IsStale;
        if (_used || _idleSince == DateTimeOffset.MaxValue) (_used, _idleSince) = (false, now);
        if (now - _idleSince < Limits.Idle) return false;
        var state = Current;
        if (state.Version > _snapshotVersion) await SaveAsync(state, cancellationToken);
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken)) return false;
        try
        {
            if (_used || _memory.IsStale || !IsQuiet()) return false;
            _memory.IsStale = true;
            _inFlight.Clear();
            _idleSince = DateTimeOffset.MaxValue;
            Volatile.Write(ref _state, AccountState.Empty);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    // All that was decided is durable, has reached the broker and left nothing to watch over.
    private bool IsQuiet() =>
        _settled is { IsCompletedSuccessfully: true, Result: null or AppendResult.Accepted }
        && Outbox.IsCompleted
        && Quarantine is null
        && Current is { IsOpen: true, Orders.IsEmpty: true, Flattening.IsEmpty: true } state
        && state.Positions.Values.All(position => position.Quantity == 0m);

    private async Task SaveAsync(AccountState state, CancellationToken cancellationToken)
    {
        await journal.SaveSnapshotAsync(new Snapshot(_stream, state.Version, AccountState.SnapshotSchema, JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Options)), cancellationToken);
        _snapshotVersion = state.Version;
    }
}
