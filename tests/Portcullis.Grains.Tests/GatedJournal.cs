using Portcullis.Journal;
using Portcullis.Journal.Integrity;

namespace Portcullis.Grains.Tests;

/// <summary>A journal whose appends wait for the test to let them through, in order: what is in flight stays in flight until then.</summary>
internal sealed class GatedJournal(IJournal inner) : IJournal
{
    private readonly Queue<(Append Append, TaskCompletionSource<AppendResult> Outcome)> _waiting = [];

    public bool IsOpen { get; set; } = true;

    public int Waiting => _waiting.Count;

    public bool IsAvailable => inner.IsAvailable;

    public event Action<bool>? AvailabilityChanged
    {
        add => inner.AvailabilityChanged += value;
        remove => inner.AvailabilityChanged -= value;
    }

    public Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default)
    {
        if (IsOpen) return inner.AppendAsync(append, ct);
        var outcome = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((append, outcome));
        return outcome.Task;
    }

    public async Task ReleaseAsync()
    {
        IsOpen = true;
        while (_waiting.TryDequeue(out var next)) next.Outcome.SetResult(await inner.AppendAsync(next.Append));
    }

    public Task FailFirstAsync(Exception why)
    {
        _waiting.Dequeue().Outcome.SetException(why);
        return ReleaseAsync();
    }

    public void Fail(Exception why)
    {
        IsOpen = true;
        while (_waiting.TryDequeue(out var next)) next.Outcome.SetException(why);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default) => inner.ReadStreamAsync(stream, fromVersion, ct);

    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) => inner.ReadWhereAsync(filter, ct);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default) => inner.ReadAllAsync(afterPosition, ct);

    public IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, CancellationToken ct = default) => inner.SubscribeAsync(afterPosition, ct);

    public IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default) => inner.FollowAsync(afterPosition, ct);

    public Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default) => inner.FindByKeyAsync(stream, key, ct);

    public IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default) => inner.ListStreamsAsync(prefix, ct);

    public Task<long> HeadAsync(CancellationToken ct = default) => inner.HeadAsync(ct);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => inner.ChainHeadAsync(ct);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default) => inner.LoadSnapshotAsync(stream, schema, ct);

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default) => inner.SaveSnapshotAsync(snapshot, ct);

    public Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default) => inner.PutBlobAsync(sha256Hex, content, ct);

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default) => inner.GetBlobAsync(sha256Hex, ct);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) => inner.VerifyAsync(request, progress, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
