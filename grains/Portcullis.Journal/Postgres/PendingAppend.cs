using System.Runtime.CompilerServices;

namespace Portcullis.Journal.Postgres;

/// <summary>An append in the queue, and the promise to whoever waits for it.</summary>
internal sealed class PendingAppend
{
    private static readonly ConditionalWeakTable<Task, PendingAppend> Impatient = [];

    private readonly TaskCompletionSource<AppendResult> _outcome;
    private readonly PendingAppend? _predecessor;

    public PendingAppend(PreparedAppend prepared)
    {
        Prepared = prepared;
        _outcome = new TaskCompletionSource<AppendResult>(this, TaskCreationOptions.RunContinuationsAsynchronously);
        _predecessor = prepared.Append.After is { } before ? Of(before) : null;
    }

    public PreparedAppend Prepared { get; }

    public Append Append => Prepared.Append;

    /// <summary>Its place in the batch that it was taken into, from 1; before that 0.</summary>
    public int Ordinal { get; set; }

    /// <summary>The place of the append that this one was decided on, when that travels in the same batch; else 0.</summary>
    public int PredecessorOrdinal => _predecessor is { _outcome.Task.IsCompleted: false } ? _predecessor.Ordinal : 0;

    /// <summary>The stream of the append that this one was decided on, while that has no answer; else null.</summary>
    public string? StreamBefore => _predecessor is { _outcome.Task.IsCompleted: false } ? _predecessor.Append.Stream : null;

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
        var before = _predecessor?._outcome.Task ?? Append.After;
        if (before is null or { IsCompleted: false } or { IsCompletedSuccessfully: true, Result: AppendResult.Accepted })
            return false;
        Complete(new AppendResult.VersionConflict(Append.ExpectedVersion));
        return true;
    }

    public void Complete(AppendResult result) => _outcome.TrySetResult(result);

    public void Fail(Exception why) => _outcome.TrySetException(why);

    private static PendingAppend? Of(Task answer) => answer.AsyncState as PendingAppend ?? (Impatient.TryGetValue(answer, out var pending) ? pending : null);
}
