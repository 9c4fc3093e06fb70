using Portcullis.Journal.Integrity;

namespace Portcullis.Journal;

/// <summary>The event store: streams with versions, and one order over all of them.</summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>True while appends are taken.</summary>
    bool IsAvailable { get; }

    /// <summary>Raised with the new value each time <see cref="IsAvailable"/> changes.</summary>
    event Action<bool>? AvailabilityChanged;

    /// <summary>
    /// Queues the append before it returns, in call order, so that a caller under its own lock fixes the order; completes after the commit.
    /// Cancellation stops the waiting and never the write.
    /// </summary>
    /// <exception cref="ArgumentException">The append is malformed: a bug of the caller, nothing was queued.</exception>
    /// <exception cref="JournalUnavailableException">At once, when the database is away or the queue is full; later, when the commit failed.</exception>
    Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default);

    /// <summary>The events of one stream in version order, up to what is committed when the reader gets there.</summary>
    IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default);

    /// <summary>All events after a position, in order, up to the head.</summary>
    IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default);

    /// <summary>Events by type, time or correlation, in order, up to the head. Without an index on the events: for audits, not for serving.</summary>
    IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default);

    /// <summary>All events after a position, in order, then each new one as it is committed, for ever; outlives broken connections.</summary>
    IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, CancellationToken ct = default);

    /// <summary>As <see cref="SubscribeAsync"/>, but only where each event lies: a fraction of its cost, for who keeps up with streams and reads what concerns it.</summary>
    IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default);

    /// <summary>The first event of the append that used this key, or null.</summary>
    Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default);

    /// <summary>The names of all streams that begin with a prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default);

    /// <summary>The position of the last event; 0 when there is none.</summary>
    Task<long> HeadAsync(CancellationToken ct = default);

    /// <summary>The last block of the hash chain: what a checkpoint signs, and what two copies of a journal are compared by.</summary>
    Task<ChainHead> ChainHeadAsync(CancellationToken ct = default);

    /// <summary>The snapshot of this schema with the highest version, or null.</summary>
    Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default);

    /// <summary>Keeps a snapshot in place of an older one of the same schema; an older one than what is kept is ignored.</summary>
    Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default);

    /// <summary>Keeps content under its own SHA-256 (rule sets, evidence). Putting it twice changes nothing.</summary>
    /// <exception cref="ArgumentException">The hash is not that of the content.</exception>
    Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default);

    /// <returns>Null when it is not there, or when what is there is not what its name says: nobody works with content that somebody has put in its place.</returns>
    Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default);

    /// <summary>Recomputes the hash chain over a range and names every event that is not as it was written.</summary>
    Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct);
}
