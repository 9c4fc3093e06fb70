using System.Globalization;
using System.Runtime.ExceptionServices;
using Portcullis.Brokers.Paper;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Journal;

namespace Portcullis.Brokers;

/// <summary>
/// A venue of its own that fills orders on the market data it is given. What it reports it has first recorded in its ledger, one stream per
/// account; after a restart it has all working orders again.
/// </summary>
/// <remarks>
/// Memory runs ahead of the ledger: a turn is decided under the lock, queued there in that order and applied; its report alone waits for the
/// commit. When a commit fails, or another gateway has written to the account, the account is read again and decided anew.
/// </remarks>
public sealed class PaperBroker : IBroker
{
    private readonly LedgerReader _reader;
    private readonly PaperRecorder _recorder;
    private readonly PaperFences _fences;
    private readonly PaperVenue _venue;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    public PaperBroker(IJournal ledger, IExecutionSink sink, InstrumentCatalog catalog, PaperBrokerOptions options, TimeProvider time)
    {
        _reader = new LedgerReader(ledger);
        _recorder = new PaperRecorder(ledger, sink, _lock);
        _fences = new PaperFences(ledger);
        _venue = new PaperVenue(catalog, options, _fences, _recorder.Record);
        _time = time;
    }

    public string Name => "paper";

    /// <summary>The sink has failed to take an execution. It is offered again with the account's next one, and by <see cref="OnTimeAsync"/>.</summary>
    public event Action<AccountId, Exception>? ReportFailed
    {
        add => _recorder.ReportFailed += value;
        remove => _recorder.ReportFailed -= value;
    }

    /// <summary>Reads all accounts from the ledger. Call once, before anything else; reports nothing, since the gateway asks for what it missed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _fences.CatchUpAsync(cancellationToken);
        await foreach (var account in _reader.AccountsAsync(cancellationToken))
        {
            var (state, _) = await _reader.FoldAsync(PaperAccount.Empty(account), cancellationToken);
            lock (_lock) _venue.Restore(_venue.SlotOf(account), state);
        }
    }

    public Task SubmitAsync(BrokerOrder order, CancellationToken cancellationToken) =>
        DecideAsync(order.Account, now => _venue.Place(order, now), cancellationToken);

    public async Task ReplaceAsync(BrokerReplace replace, CancellationToken cancellationToken)
    {
        await LookForAsync(replace.Account, replace.Id, cancellationToken);
        await DecideAsync(replace.Account, now => _venue.Replace(replace, now), cancellationToken);
    }

    public async Task CancelAsync(AccountId account, OrderId order, CancellationToken cancellationToken)
    {
        await LookForAsync(account, order, cancellationToken);
        await DecideAsync(account, now => _venue.Cancel(account, order, now), cancellationToken);
    }

    public Task WithdrawAsync(BrokerOrder order, string reason, CancellationToken cancellationToken) =>
        DecideAsync(order.Account, now => _venue.Withdraw(order, reason, now), cancellationToken);

    public Task FenceAsync(ControlScope scope, long epoch, CancellationToken cancellationToken) => _fences.RaiseAsync(scope, epoch, Now(), cancellationToken);

    public async Task<IReadOnlyList<BrokerExecution>> HistoryAsync(AccountId account, OrderId order, CancellationToken cancellationToken) =>
        await _reader.ExecutionsAsync(account, 0, execution => execution.Order == order, cancellationToken);

    /// <summary>Orders that other gateways have taken work here too from now on.</summary>
    public async Task<IReadOnlySet<OrderId>> WorkingAsync(AccountId account, CancellationToken cancellationToken)
    {
        var slot = SlotOf(account);
        await RefreshAsync(slot, cancellationToken);
        lock (_lock) return slot.State.Working.Keys.ToHashSet();
    }

    public async Task<IReadOnlyList<BrokerExecution>> ExecutionsAfterAsync(AccountId account, string? executionId, CancellationToken cancellationToken)
    {
        // What is not of this broker's making names no place in its ledger: then all is told again, and counts once.
        _ = long.TryParse(executionId, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        var slot = SlotOf(account);
        if (after > VersionOf(slot)) await RefreshAsync(slot, cancellationToken);
        if (after > VersionOf(slot)) after = 0;
        return await _reader.ExecutionsAsync(account, after, _ => true, cancellationToken);
    }

    /// <summary>Declares a fill void, as an exchange does with an erroneous trade. What is not a fill of the account is left alone.</summary>
    public async Task BustAsync(AccountId account, string executionId, CancellationToken cancellationToken)
    {
        var executions = await ExecutionsAfterAsync(account, null, cancellationToken);
        if (executions.FirstOrDefault(execution => execution.ExecutionId == executionId) is not { Kind: Domain.Orders.ExecutionKind.Fill } fill) return;
        await DecideAsync(account, now => _venue.Bust(fill, now), cancellationToken);
    }

    /// <summary>
    /// Brings a market's new view, with the bar's range where it came with one. Completes when what follows from it has been recorded and
    /// reported. While the ledger is away nothing fills; the first view after its return does.
    /// </summary>
    public Task OnMarketAsync(MarketView view, BarRange? range, CancellationToken cancellationToken) =>
        AdvanceAsync(now => _venue.OnMarket(view, range, now), Now(), cancellationToken);

    /// <summary>Ends orders whose time has run out by now, and offers again what the sink failed to take.</summary>
    public async Task OnTimeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await AdvanceAsync(at => _venue.Expire(at, at), Micro(now), cancellationToken);
        Task[] again;
        lock (_lock) again = [.. _venue.Accounts.Where(slot => !slot.Unreported.IsEmpty).Select(_recorder.ReportLater)];
        await Task.WhenAll(again).WaitAsync(cancellationToken);
    }

    /// <summary>Completes when everything decided so far, and all that its reports have led to, has been recorded and reported.</summary>
    public Task SettledAsync(CancellationToken cancellationToken) => _recorder.SettledAsync(cancellationToken);

    /// <summary>One request: decided under the lock, and again when another gateway was faster. Completes with the commit, not with the report.</summary>
    private async Task DecideAsync(AccountId account, Action<DateTimeOffset> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Limits.ConflictRetries; attempt++)
        {
            AccountSlot slot;
            Task<Recording>? recording = null;
            lock (_lock)
            {
                slot = _venue.SlotOf(account);
                if (!slot.IsStale)
                {
                    decide(Now());
                    if (_recorder.TakeTurns() is not [var turn, ..]) return;
                    recording = turn.Recording;
                }
            }

            if (recording is not null)
            {
                var outcome = await recording.WaitAsync(cancellationToken);
                if (outcome.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
                if (!outcome.IsOutdated) return;
                if (outcome.Result is AppendResult.ControlMoved) await _fences.CatchUpAsync(cancellationToken);
            }

            await RefreshAsync(slot, cancellationToken);
        }

        throw new InvalidOperationException($"Another gateway has written to {account} {Limits.ConflictRetries} times in between.");
    }

    /// <summary>One step of market or time. Accounts in doubt are read again first; one that cannot be read is left out of it.</summary>
    private Task AdvanceAsync(Action<DateTimeOffset> advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AccountSlot[] stale;
        lock (_lock)
        {
            stale = _recorder.Stale();
            if (stale.Length == 0) return Advance(advance, now, cancellationToken);
        }

        return RefreshAndAdvanceAsync(stale, advance, now, cancellationToken);
    }

    private async Task RefreshAndAdvanceAsync(AccountSlot[] stale, Action<DateTimeOffset> advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var slot in stale) await RefreshAsync(slot, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // Their orders rest until the ledger is back; the next step tries again.
        }

        Task step;
        lock (_lock) step = Advance(advance, now, cancellationToken);
        await step;
    }

    private Task Advance(Action<DateTimeOffset> advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        advance(now);
        var turns = _recorder.TakeTurns();
        return turns.Length == 0 ? Task.CompletedTask : Task.WhenAll(turns.Select(turn => turn.Slot.Reports)).WaitAsync(cancellationToken);
    }

    private AccountSlot SlotOf(AccountId account)
    {
        lock (_lock) return _venue.SlotOf(account);
    }

    private long VersionOf(AccountSlot slot)
    {
        lock (_lock) return slot.State.Version;
    }

    /// <summary>What is not known here another gateway may have taken.</summary>
    private async Task LookForAsync(AccountId account, OrderId order, CancellationToken cancellationToken)
    {
        var slot = SlotOf(account);
        bool isKnown;
        lock (_lock) isKnown = slot.State.Find(order) is not null;
        if (!isKnown) await RefreshAsync(slot, cancellationToken);
    }

    private async Task RefreshAsync(AccountSlot slot, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task writes;
            lock (_lock) writes = slot.Writes;
            await writes.WaitAsync(cancellationToken);

            PaperAccount recorded;
            lock (_lock) recorded = slot.Recorded;
            var (state, executions) = await _reader.FoldAsync(recorded, cancellationToken);
            lock (_lock)
            {
                if (slot.Writes != writes || slot.Recorded != recorded) continue;
                _venue.Restore(slot, state);
                _recorder.Restored(slot, executions);
                return;
            }
        }
    }

    private DateTimeOffset Now() => Micro(_time.GetUtcNow());

    // The ledger keeps microseconds: what is reported now must equal what is read from it later.
    private static DateTimeOffset Micro(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
