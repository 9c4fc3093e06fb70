using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Driver;

/// <summary>A flawed journal that answers the head from what it once read: an acknowledged append may be missing in it.</summary>
internal sealed class StaleHead(IJournal inner) : IJournal
{
    private long? _remembered;

    public bool IsAvailable => inner.IsAvailable;

    public event Action<bool>? AvailabilityChanged
    {
        add => inner.AvailabilityChanged += value;
        remove => inner.AvailabilityChanged -= value;
    }

    public async Task<long> HeadAsync(CancellationToken ct = default) => _remembered ??= await inner.HeadAsync(ct);

    public Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default) => inner.AppendAsync(append, ct);

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default) => inner.ReadStreamAsync(stream, fromVersion, ct);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default) => inner.ReadAllAsync(afterPosition, ct);

    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) => inner.ReadWhereAsync(filter, ct);

    public IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, CancellationToken ct = default) => inner.SubscribeAsync(afterPosition, ct);

    public IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default) => inner.FollowAsync(afterPosition, ct);

    public Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default) => inner.FindByKeyAsync(stream, key, ct);

    public IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default) => inner.ListStreamsAsync(prefix, ct);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => inner.ChainHeadAsync(ct);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default) => inner.LoadSnapshotAsync(stream, schema, ct);

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default) => inner.SaveSnapshotAsync(snapshot, ct);

    public Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default) => inner.PutBlobAsync(sha256Hex, content, ct);

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default) => inner.GetBlobAsync(sha256Hex, ct);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) => inner.VerifyAsync(request, progress, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
