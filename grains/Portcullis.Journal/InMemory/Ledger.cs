using System.Runtime.CompilerServices;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.InMemory;

/// <summary>Events, streams, keys and blocks behind one lock; each append is a block of its own.</summary>
internal sealed class Ledger : IChainSource
{
    private readonly Lock _gate = new();
    private readonly List<StoredEvent> _events = [];
    private readonly List<Block> _blocks = [];
    private readonly SortedDictionary<string, List<StoredEvent>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, string Key), long> _keys = [];
    private readonly Dictionary<(string Stream, int Schema), Snapshot> _snapshots = [];
    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    public long Head
    {
        get
        {
            lock (_gate)
                return _events.Count;
        }
    }

    public ChainHead ChainHead
    {
        get
        {
            lock (_gate)
                return _blocks.Count == 0
                    ? new ChainHead(0, 0, Convert.ToHexStringLower(BlockHash.Genesis.Span))
                    : new ChainHead(_blocks[^1].Number, _blocks[^1].LastPosition, Convert.ToHexStringLower(_blocks[^1].Hash));
        }
    }

    public AppendResult Append(PreparedAppend prepared, DateTimeOffset committedAt)
    {
        lock (_gate)
            return Refusal(prepared.Append) ?? Accept(prepared, Microseconds.Floor(committedAt));
    }

    public IReadOnlyList<StoredEvent> Stream(string stream, long fromVersion)
    {
        lock (_gate)
            return _streams.TryGetValue(stream, out var own) ? [.. own.Skip((int)Math.Max(0, fromVersion - 1))] : [];
    }

    public IReadOnlyList<StoredEvent> After(long position)
    {
        lock (_gate)
            return _events[(int)Math.Min(position, _events.Count)..];
    }

    public StoredEvent? ByKey(string stream, string key)
    {
        lock (_gate)
            return _keys.TryGetValue((stream, key), out var version) ? _streams[stream][(int)version - 1] : null;
    }

    public IReadOnlyList<string> Streams(string prefix)
    {
        lock (_gate)
            return [.. _streams.Keys.Where(stream => stream.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public Snapshot? Snapshot(string stream, int schema)
    {
        lock (_gate)
            return _snapshots.GetValueOrDefault((stream, schema));
    }

    public void Save(Snapshot snapshot)
    {
        lock (_gate)
        {
            if (!_snapshots.TryGetValue((snapshot.Stream, snapshot.Schema), out var kept) || kept.Version < snapshot.Version)
                _snapshots[(snapshot.Stream, snapshot.Schema)] = snapshot;
        }
    }

    public void PutBlob(string address, byte[] content)
    {
        lock (_gate)
            _blobs.TryAdd(address, content);
    }

    public ReadOnlyMemory<byte>? Blob(string address)
    {
        lock (_gate)
            return _blobs.TryGetValue(address, out var content) ? (ReadOnlyMemory<byte>?)content : null;
    }

    public Task<long> HeadAsync(CancellationToken ct) => Task.FromResult(Head);

    public async IAsyncEnumerable<Block> BlocksAsync(long fromPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var block in Copy(_blocks).Where(block => block.LastPosition >= fromPosition - 1 && block.FirstPosition <= toPosition))
            yield return block;
    }

    public async IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, long toPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var keyOf = Copy(_keys).ToDictionary(entry => (entry.Key.Stream, entry.Value), entry => entry.Key.Key);
        var last = Copy(_blocks).FirstOrDefault(block => block.LastPosition >= toPosition)?.LastPosition ?? toPosition;
        foreach (var stored in Copy(_events).Where(stored => stored.Position >= fromPosition && stored.Position <= last))
            yield return SealedEvent.Of(stored, keyOf.GetValueOrDefault((stored.Stream, stored.Version)));
    }

    public IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, CancellationToken ct) => AsyncEnumerable.Empty<Finding>();

    private AppendResult? Refusal(Append append)
    {
        var actual = VersionOf(append.Stream);
        if (append.IsOrphan)
            return new AppendResult.VersionConflict(actual);
        if (append.Key is not null && _keys.TryGetValue((append.Stream, append.Key), out var version))
            return new AppendResult.KeyTaken(version);
        if (actual != append.ExpectedVersion)
            return new AppendResult.VersionConflict(actual);
        if (append.ControlVersion is { } control && control != VersionOf(Portcullis.Journal.Append.ControlStream))
            return new AppendResult.ControlMoved(VersionOf(Portcullis.Journal.Append.ControlStream));
        return null;
    }

    private AppendResult.Accepted Accept(PreparedAppend prepared, DateTimeOffset committedAt)
    {
        var append = prepared.Append;
        var first = _events.Count + 1L;
        if (!_streams.TryGetValue(append.Stream, out var own))
            _streams.Add(append.Stream, own = []);
        for (var i = 0; i < prepared.Count; i++)
        {
            var stored = Stored(prepared, i, first + i);
            _events.Add(stored);
            own.Add(stored);
        }

        if (append.Key is not null)
            _keys.Add((append.Stream, append.Key), append.ExpectedVersion + 1);
        Seal(prepared, first, committedAt);
        return new AppendResult.Accepted(first, _events.Count, own.Count);
    }

    private static StoredEvent Stored(PreparedAppend prepared, int index, long position)
    {
        var data = prepared.Append.Events[index];
        return new StoredEvent(
            position, prepared.Append.Stream, prepared.Append.ExpectedVersion + index + 1, data.Type, data.Json.ToArray(), prepared.At, prepared.Ids[index], data.HeadersJson)
        {
            ClrType = data.ClrType,
        };
    }

    private void Seal(PreparedAppend prepared, long first, DateTimeOffset committedAt)
    {
        var previous = _blocks.Count == 0 ? BlockHash.Genesis.ToArray() : _blocks[^1].Hash;
        var block = new Block(_blocks.Count + 1, first, _events.Count, "memory", committedAt, prepared.Leaves, previous, []);
        _blocks.Add(block with { Hash = block.ComputeHash() });
    }

    private long VersionOf(string stream) => _streams.TryGetValue(stream, out var own) ? own.Count : 0;

    private IReadOnlyList<T> Copy<T>(IEnumerable<T> source)
    {
        lock (_gate)
            return [.. source];
    }
}
