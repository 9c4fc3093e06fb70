using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>
/// One account in memory. A turn is: lock, decide, apply, queue the append, unlock, await the commit. The next turn begins on the state that
/// this one leads to, before it is durable; nothing is answered, and nothing sent to a broker, until it is. If the journal refuses an append,
/// because another node was first or a control has moved, the memory is dropped, the stream read again, and what was in flight decided anew, in its order.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody takes a wait handle of holds nothing; a turn that the end of the host overtakes must be able to end.")]
public sealed partial class AccountGrain(AccountId id, IJournal journal, ControlGrain controls, IDecisionWorld world, IEffects effects)
{
    private static readonly Task<AppendResult?> NothingPending = Task.FromResult<AppendResult?>(null);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _stream = Streams.Of(id);
    private AccountState _state = AccountState.Empty;
    private Memory _memory = new() { IsStale = true };
    private long _snapshotVersion;
    private Task<AppendResult>? _last;
    private Task<AppendResult?> _settled = NothingPending;
    private readonly AccountOutbox _outbox = new(effects);
    private AccountQuarantinedException? _unreadable;
    private bool _used;
    private DateTimeOffset _idleSince = DateTimeOffset.MaxValue;

    public AccountId Id => id;

    /// <summary>The account as memory has it: perhaps ahead of the journal by what is being committed; empty while the account rests.</summary>
    public AccountState Current => Volatile.Read(ref _state);

    /// <summary>Why nothing, or no entry, is decided for the account here until an operator resumes it; null when all is well.</summary>
    public string? Quarantine => Volatile.Read(ref _unreadable)?.Fault ?? Current.Quarantine;

    /// <summary>Completes when everything committed so far has reached the broker.</summary>
    public Task Outbox => _outbox.Done;

    /// <summary>Raised under the turn's lock after events were applied.</summary>
    public event Action<AccountGrain, AccountState>? Changed;

    /// <summary>Raised under the turn's lock when the account goes into quarantine, with the fault that led to it.</summary>
    public event Action<AccountGrain, Exception>? Quarantined;

    /// <summary>The account, durable: what this returns a restart can't take back.</summary>
    /// <exception cref="JournalUnavailableException">The stream can't be read now.</exception>
    /// <exception cref="AccountQuarantinedException">The stream holds what can't be folded.</exception>
    public async Task<AccountState> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (state, settled) = await PeekAsync(cancellationToken);
            if (await settled.WaitAsync(cancellationToken) is null or AppendResult.Accepted) return state;
        }
    }

    private async Task<(AccountState State, Task<AppendResult?> Settled)> PeekAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _used = true;
            await LoadIfStaleAsync(cancellationToken);
            return (_state, _settled);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes what another node has written, up to a version at least. What is being committed here settles that by itself: it is refused, and read again.</summary>
    /// <exception cref="JournalUnavailableException">The stream can't be read now.</exception>
    public async Task CatchUpAsync(long version, CancellationToken cancellationToken)
    {
        if (Current.Version >= version) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_memory.IsStale || !_settled.IsCompleted || _state.Version >= version) return;
            Volatile.Write(ref _state, await FoldAsync(_state, cancellationToken));
            Changed?.Invoke(this, _state);
        }
        catch (AccountQuarantinedException)
        {
            // Said to all who ask for the account.
            _memory.IsStale = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <param name="command">What is asked.</param>
    /// <param name="key">Makes the command one for ever: the journal refuses a second append under it, and the first one's answer is given again.</param>
    /// <param name="cancellationToken">Ends the waiting, never a commit that is under way.</param>
    /// <exception cref="JournalUnavailableException">Nothing was recorded, or nobody knows; ask again with the same key.</exception>
    public async Task<Outcome> ExecuteAsync(AccountCommand command, string? key, CancellationToken cancellationToken)
    {
        var turns = await TurnsAsync([(command, key)], cancellationToken);
        return await AnswerAsync(turns[0], cancellationToken);
    }

    /// <summary>
    /// Commands of one source in their order, each with its key: nothing comes between them, and none waits for the commit of the one before.
    /// Completes when all have been recorded, or found not to need it.
    /// </summary>
    /// <exception cref="JournalUnavailableException">How many were recorded is not known; ask again with the same keys.</exception>
    public async Task<IReadOnlyList<Outcome>> ExecuteInOrderAsync(IReadOnlyList<(AccountCommand Command, string? Key)> commands, CancellationToken cancellationToken)
    {
        var turns = await TurnsAsync(commands, cancellationToken);
        var outcomes = new Outcome[turns.Count];
        for (var i = 0; i < turns.Count; i++) outcomes[i] = await AnswerAsync(turns[i], cancellationToken);
        return outcomes;
    }

    /// <summary>The event at a version, as it was recorded.</summary>
    public async Task<IAccountEvent?> ReadAsync(long version, CancellationToken cancellationToken)
    {
        await foreach (var stored in journal.ReadStreamAsync(_stream, version, cancellationToken))
            return EventCodec.ReadAccountEvent(stored);
        return null;
    }

    /// <summary>Durable events from a version on.</summary>
    public async IAsyncEnumerable<IAccountEvent> ReadFromAsync(long version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in journal.ReadStreamAsync(_stream, version, cancellationToken)) yield return EventCodec.ReadAccountEvent(stored);
    }

    // The key says that it was asked before, long ago or on another node; the recorded event says whether it was the same question.
    private static Outcome Answered(IAccountEvent? recorded, AccountCommand command, long version) => (recorded, command) switch
    {
        (OrderDecided decided, SubmitOrder submit) when decided.RequestHash != submit.Request.ContentHash() => Outcome.Refuse(
            RefusalCode.ClientOrderIdReused,
            $"Client order id {submit.Request.ClientOrderId} was used for an order with other content ({decided.OrderId}); a new order needs a new id."),
        (OrderDecided decided, ReplaceOrder replace) when decided.RequestHash != replace.ContentHash() => Outcome.Refuse(
            RefusalCode.ClientOrderIdReused,
            $"Client order id {replace.ClientOrderId} was used for an order with other content ({decided.OrderId}); a new order needs a new id."),
        (BalanceAdjusted adjusted, AdjustBalance adjust) when (adjusted.Kind, adjusted.Amount) != (adjust.Kind, adjust.Amount) => Outcome.Refuse(
            RefusalCode.AdjustmentIdReused,
            $"Adjustment id {adjust.AdjustmentId} was used for another amount; a new adjustment needs a new id."),
        (OrderFilled filled, RecordExecution reported) when reported.Kind != ExecutionKind.Fill || (filled.OrderId, filled.Quantity, filled.Price) != (reported.Order, reported.Quantity, reported.Price) => Outcome.Refuse(
            RefusalCode.ExecutionIdReused,
            $"Execution id {reported.ExecutionId} was recorded with other content; that stands."),
        _ => new Outcome.Repeated(version),
    };

    // What is answered without an event of its own still rests on what is being committed: it waits for that.
    private Taken Take(AccountCommand command, string? key)
    {
        var profile = command is OpenAccount open && !_state.IsOpen ? open.Profile : _state.Profile;
        if (!_state.IsOpen && command is not OpenAccount)
            return new Taken(Outcome.Refuse(RefusalCode.AccountUnknown, $"There is no account {id}; open it first."), _settled, false);
        if (world.ContextFor(profile, controls.Current) is not { } context)
        {
            if (_state.IsOpen) throw new JournalUnavailableException($"The rules of profile {profile} are not loaded here yet; try again.");
            return new Taken(Outcome.Refuse(RefusalCode.ProfileUnknown, $"No active rule set has a profile {profile}."), _settled, false);
        }

        var outcome = Decide(command, context);
        if (outcome is not Outcome.Happened { Events.IsEmpty: false } happened) return new Taken(outcome, _settled, false);
        Queue(happened, key, context);
        return new Taken(outcome, _settled, key is not null);
    }

    // A fault that one account's past or a broken fact brings about must stop that account and no other. The journal is told, so that it fails
    // closed on every node and after a restart; what the fault does not touch, exits above all, is decided as ever.
    private Outcome Decide(AccountCommand command, DecisionContext context)
    {
        try
        {
            return AccountDecider.Decide(_state, command, context);
        }
#pragma warning disable CA1031 // Whatever it is: a decider has no business to throw.
        catch (Exception e) when (_state.IsOpen)
        {
            var fault = Fault(e);
            if (_state.Quarantine is null)
            {
                Append([new AccountQuarantined(command.GetType().Name, fault, context.Now)], null, context, after: null);
                Quarantined?.Invoke(this, e);
            }

            return Outcome.Refuse(RefusalCode.AccountQuarantined, $"Account {id} is quarantined: {command.GetType().Name} could not be decided ({fault}). It takes no entries until an operator resumes it.");
        }
#pragma warning restore CA1031
    }

    private static string Fault(Exception e)
    {
        var text = $"{e.GetType().Name}: {e.Message}";
        return text.Length <= Domain.Accounts.Limits.ReasonLength ? text : text[..Domain.Accounts.Limits.ReasonLength];
    }

    // A key names its append's first event, which must be the command's own: a session roll that comes before it is an append for itself.
    private void Queue(Outcome.Happened happened, string? key, DecisionContext context)
    {
        var events = happened.Events;
        var own = 0;
        while (own < events.Length && events[own] is SessionRolled) own++;
        if (own > 0) Append(events[..own], null, context, own < events.Length ? null : happened.After);
        if (own < events.Length) Append(events[own..], key, context, happened.After);
    }

    private void Append(ImmutableArray<IAccountEvent> events, string? key, DecisionContext context, AccountState? after)
    {
        var append = journal.AppendAsync(new Append(_stream, _state.Version, EventCodec.Write(events), context.Now)
        {
            Key = key,
            ControlVersion = events.Any(e => e is OrderDecided) ? context.Controls.Version : null,
            After = _last,
        });
        _last = append;
        after ??= _state.Evolve(events);
        Volatile.Write(ref _state, after);
        _settled = SettleAsync(append, _memory);
        _outbox.Add(_settled, after, events);
        Changed?.Invoke(this, after);
    }

    // Whoever waits for an append that failed finds the memory dropped already.
    private static async Task<AppendResult?> SettleAsync(Task<AppendResult> append, Memory memory)
    {
        AppendResult? result = null;
        try
        {
            return result = await append;
        }
        finally
        {
            if (result is not AppendResult.Accepted) memory.IsStale = true;
        }
    }

    /// <summary>What was read from the journal once, with all that was decided on it since: one refused append makes the whole of it worthless.</summary>
    private sealed class Memory
    {
        private volatile bool _isStale;

        public bool IsStale
        {
            get => _isStale;
            set => _isStale = value;
        }
    }
}
