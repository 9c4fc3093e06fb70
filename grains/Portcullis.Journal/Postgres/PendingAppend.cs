using System.Runtime.CompilerServices;

namespace Portcullis.Journal.Postgres;

/// <summary>An append in the queue, and the promise to whoever waits for it.</summary>
internal sealed class PendingAppend
{
    private static readonly ConditionalWeakTable<Task, PendingAppend> Impatient = [];

    private readonly TaskCompletionSource<AppendResult> _outcome;

    // Both only until it has its own answer: else each append would keep the one before it in memory, back to a node's first.
    private Task<AppendResult>? _before;
    private PendingAppend? _predecessor;

    /// <exception cref="ArgumentException">The append breaks a limit or holds something that PostgreSQL would not keep.</exception>
    public PendingAppend(Append append)
    {
        _before = append.After;
        _predecessor = _before is null ? null : Of(_before);
        _outcome = new TaskCompletionSource<AppendResult>(this, TaskCreationOptions.RunContinuationsAsynchronously);
        Prepared = PreparedAppend.From(_before is null ? append : append with { After = null });
    }

    public PreparedAppend Prepared { get; }

    public Append Append => Prepared.Append;

    /// <summary>Its place in the batch that it was taken into, from 1; before that 0.</summary>
    public int Ordinal { get; set; }

    /// <summary>The place of the append that this one was decided on, when that travels in the same batch; else 0.</summary>
    public int PredecessorOrdinal => _predecessor is { _outcome.Task.IsCompleted: false } before ? before.Ordinal : 0;

    /// <summary>The stream of the append that this one was decided on, while that has no answer; else null.</summary>
    public string? StreamBefore => _predecessor is { _outcome.Task.IsCompleted: false } before ? before.Append.Stream : null;

    /// <summary>The answer, for as long as the caller cares to wait.</summary>
    public Task<AppendResult> AnswerAsync(CancellationToken ct)
    {
        if (!ct.CanBeCanceled)
            return _outcome.Task;
        var waiting = _outcome.Task.WaitAsync(ct);
        Impatient.AddOrUpdate(waiting, this);
        return waiting;
    }

    /// <summary>Answers an append whose predecessor has its answer and was not accepted.</summary>
    public bool RefusedAsOrphan()
    {
        var before = _predecessor?._outcome.Task ?? _before;
        if (before is null or { IsCompleted: false } or { IsCompletedSuccessfully: true, Result: AppendResult.Accepted })
            return false;
        Complete(new AppendResult.VersionConflict(Append.ExpectedVersion));
        return true;
    }

    public void Complete(AppendResult result)
    {
        Forget();
        _outcome.TrySetResult(result);
    }

    public void Fail(Exception why)
    {
        Forget();
        _outcome.TrySetException(why);
    }

    private void Forget() => (_before, _predecessor) = (null, null);

    private static PendingAppend? Of(Task answer) => answer.AsyncState as PendingAppend ?? (Impatient.TryGetValue(answer, out var pending) ? pending : null);
}
