using System.Runtime.CompilerServices;
using Portcullis.Journal.InMemory;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Privacy;

namespace Portcullis.Journal;

/// <summary>The journal without a disk, for tests of what lies above it. It keeps the same promises, but for outliving its process.</summary>
public sealed class InMemoryJournal(TimeProvider time) : IJournal
{
    private readonly Ledger _ledger = new();
    private readonly HeadBell _head = new();

    public InMemoryJournal()
        : this(TimeProvider.System)
    {
    }

    public bool IsAvailable { get; private set; } = true;

    public event Action<bool>? AvailabilityChanged;

    /// <inheritdoc cref="PostgresJournal.Subjects"/>
    public InMemorySubjectVault Subjects { get; } = new();

    /// <summary>Plays a lost database: while false, appends and the vault are refused at once.</summary>
    public void SetAvailable(bool available)
    {
        IsAvailable = available;
        Subjects.IsAvailable = available;
        AvailabilityChanged?.Invoke(available);
    }

    public Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default)
    {
        var prepared = PreparedAppend.From(append);
        if (!IsAvailable)
            throw new JournalUnavailableException("The journal was made unavailable.");

        var result = _ledger.Append(prepared, time.GetUtcNow());
        if (result is AppendResult.Accepted accepted)
            _head.Ring(accepted.LastPosition);
        return Task.FromResult(result);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default) =>
        _ledger.Stream(stream, fromVersion).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default) => _ledger.After(afterPosition).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) =>
        _ledger.After(filter.AfterPosition).Where(filter.Matches).ToAsyncEnumerable();

    public async IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            foreach (var stored in _ledger.After(afterPosition))
            {
                ct.ThrowIfCancellationRequested();
                yield return stored;
                afterPosition = stored.Position;
            }

            await _head.WaitPastAsync(afterPosition, Timeout.InfiniteTimeSpan, time, ct);
        }
    }

    public IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default) =>
        SubscribeAsync(afterPosition, ct).Select(stored => new EventPlace(stored.Position, stored.Stream, stored.Version));

    public Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default) => Task.FromResult(_ledger.ByKey(stream, key));

    public IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default) => _ledger.Streams(prefix).ToAsyncEnumerable();

    public Task<long> HeadAsync(CancellationToken ct = default) => Task.FromResult(_ledger.Head);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => Task.FromResult(_ledger.ChainHead);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default) => Task.FromResult(_ledger.Snapshot(stream, schema));

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default)
    {
        _ledger.Save(snapshot);
        return Task.CompletedTask;
    }

    public Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default)
    {
        _ledger.PutBlob(Convert.ToHexStringLower(BlobAddress.Check(sha256Hex, content)), content.ToArray());
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default) =>
        Task.FromResult(_ledger.Blob(Convert.ToHexStringLower(BlobAddress.Parse(sha256Hex))));

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        Verification.RunAsync(_ledger, request, progress, ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
