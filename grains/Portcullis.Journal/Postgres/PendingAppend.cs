namespace Portcullis.Journal.Postgres;

/// <summary>An append in the queue, and the promise to whoever waits for it.</summary>
internal sealed class PendingAppend(PreparedAppend prepared)
{
    private readonly TaskCompletionSource<AppendResult> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PreparedAppend Prepared => prepared;

    public Append Append => prepared.Append;

    public Task<AppendResult> Outcome => outcome.Task;

    /// <summary>Answers an append whose predecessor was not accepted. Asked when that has its answer, or goes before in the same batch.</summary>
    public bool RefusedAsOrphan()
    {
        if (!Append.IsOrphan)
            return false;
        Complete(new AppendResult.VersionConflict(Append.ExpectedVersion));
        return true;
    }

    public void Complete(AppendResult result) => outcome.TrySetResult(result);

    public void Fail(Exception why) => outcome.TrySetException(why);
}
