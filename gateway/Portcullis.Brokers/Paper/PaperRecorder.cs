using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Brokers.Paper;

/// <summary>What became of a turn on its way into the ledger.</summary>
internal readonly record struct Recording(AppendResult? Result, JournalUnavailableException? Failure)
{
    /// <summary>The account was not what the turn took it for, and what it decided must be decided again.</summary>
    public bool IsOutdated => Failure is null && Result is null or AppendResult.VersionConflict or AppendResult.ControlMoved;
}

/// <summary>
/// The road from decided to reported: each turn is one append, sent when the account's turn before it has been committed, and an account's
/// executions reach the sink in the ledger's order, after their commit. Its methods are called under the venue's lock; what they start goes on
/// outside of it.
/// </summary>
/// <remarks>
/// Turns of one account are not sent ahead of each other's commits: where another gateway has written in between, a later turn could meet the
/// version it expects by chance and be accepted on a past that never was.
/// </remarks>
internal sealed class PaperRecorder(IJournal ledger, IExecutionSink sink, Lock venueLock)
{
    private readonly HashSet<AccountSlot> _busy = [];
    private readonly HashSet<AccountSlot> _stale = [];
    private readonly List<(AccountSlot Slot, Task<Recording> Recording)> _turns = [];

    public event Action<AccountId, Exception>? ReportFailed;

    public void Record(AccountSlot slot, Turn turn)
    {
        var append = new Append(slot.Stream, slot.State.Version, [.. turn.Events.Select(PaperEventJson.ToData)], turn.Now) { Key = turn.Key, ControlVersion = turn.FenceVersion };
        var recording = WriteAsync(slot, slot.Writes, append, turn);
        slot.Writes = recording;
        _turns.Add((slot, recording));
        ReportLater(slot);
    }

    /// <summary>Turns recorded since the last call.</summary>
    public (AccountSlot Slot, Task<Recording> Recording)[] TakeTurns()
    {
        if (_turns.Count == 0) return [];
        (AccountSlot, Task<Recording>)[] turns = [.. _turns];
        _turns.Clear();
        return turns;
    }

    /// <summary>Accounts whose memory must be read again.</summary>
    public AccountSlot[] Stale() => _stale.Count == 0 ? [] : [.. _stale];

    /// <summary>The account has been read again; these executions were found in the ledger on the way.</summary>
    public void Restored(AccountSlot slot, IReadOnlyList<BrokerExecution> found)
    {
        _stale.Remove(slot);
        foreach (var execution in found) slot.Unreported.Enqueue(execution);
        if (found.Count > 0) ReportLater(slot);
    }

    /// <summary>Offers the account's unreported executions to the sink, after all that is on its way already.</summary>
    public Task ReportLater(AccountSlot slot)
    {
        slot.PendingReports++;
        _busy.Add(slot);
        return slot.Reports = ReportAsync(slot, slot.Reports, slot.Writes);
    }

    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task[] reports;
            lock (venueLock) reports = [.. _busy.Select(slot => slot.Reports)];
            if (reports.Length == 0) return;
            await Task.WhenAll(reports).WaitAsync(cancellationToken);
        }
    }

    private async Task<Recording> WriteAsync(AccountSlot slot, Task earlier, Append append, Turn turn)
    {
        await earlier;
        Recording recording = default;
        try
        {
            if (!slot.IsStale) recording = new Recording(await ledger.AppendAsync(append), null);
        }
        catch (JournalUnavailableException failure)
        {
            // Whether it was committed is not known; reading the account again will tell.
            recording = new Recording(null, failure);
        }

        lock (venueLock)
        {
            if (recording.Result is AppendResult.Accepted)
            {
                Accept(slot, turn);
            }
            else
            {
                slot.IsStale = true;
                _stale.Add(slot);
            }
        }

        return recording;
    }

    private static void Accept(AccountSlot slot, Turn turn)
    {
        slot.Recorded = turn.Account;
        var version = turn.Account.Version - turn.Events.Count;
        foreach (var paperEvent in turn.Events)
            if (PaperAccount.ExecutionOf(slot.Id, paperEvent, ++version, turn.Now) is { } execution) slot.Unreported.Enqueue(execution);
    }

    /// <summary>Stops at the first executions that the sink does not take.</summary>
    private async Task ReportAsync(AccountSlot slot, Task earlier, Task writes)
    {
        // Never on the caller's stack: it holds the lock, and the sink may come back with an order.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await writes;
        try
        {
            while (slot.Unreported.Take(Limits.ExecutionsPerReport).ToArray() is { Length: > 0 } executions)
            {
                await sink.ReportAsync(executions, CancellationToken.None);
                for (var taken = 0; taken < executions.Length; taken++) slot.Unreported.TryDequeue(out _);
            }
        }
#pragma warning disable CA1031 // Whatever the sink throws, the execution is recorded and will be offered again; the host hears of it.
        catch (Exception failure)
        {
            ReportFailed?.Invoke(slot.Id, failure);
        }
#pragma warning restore CA1031

        lock (venueLock)
        {
            if (--slot.PendingReports == 0) _busy.Remove(slot);
        }
    }
}
