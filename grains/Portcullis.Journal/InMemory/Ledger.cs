using System.Runtime.CompilerServices;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.InMemory;

/// <summary>Events, streams, keys and blocks behind one lock; each append is a block of its own.</summary>
internal sealed class Ledger : IChainSource
{
    private readonly Lock gate = new();
    private readonly List<StoredEvent> events = [];
    private readonly List<Block> blocks = [];
    private readonly SortedDictionary<string, List<StoredEvent>> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, string Key), long> keys = [];
    private readonly Dictionary<(string Stream, int Schema), Snapshot> snapshots = [];
    private readonly Dictionary<string, byte[]> blobs = new(StringComparer.Ordinal);

    public long Head
    {
        get
        {
            lock (gate)
                return events.Count;
        }
    }

    public ChainHead ChainHead
    {
        get
        {
            lock (gate)
                return blocks.Count == 0
                    ? new ChainHead(0, 0, Convert.ToHexStringLower(BlockHash.Genesis.Span))
                    : new ChainHead(blocks[^1].Number, blocks[^1].LastPosition, Convert.ToHexStringLower(blocks[^1].Hash));
        }
    }

    public AppendResult Append(PreparedAppend prepared, DateTimeOffset committedAt)
    {
        lock (gate)
            return Refusal(prepared.Append) ?? Accept(prepared, Microseconds.Floor(committedAt));
    }

    public IReadOnlyList<StoredEvent> Stream(string stream, long fromVersion)
    {
        lock (gate)
            return streams.TryGetValue(stream, out var own) ? [.. own.Skip((int)Math.Max(0, fromVersion - 1))] : [];
    }

    public IReadOnlyList<StoredEvent> After(long position)
    {
        lock (gate)
            return events[(int)Math.Min(position, events.Count)..];
    }

    public StoredEvent? ByKey(string stream, string key)
    {
        lock (gate)
            return keys.TryGetValue((stream, key), out var version) ? streams[stream][(int)version - 1] : null;
    }

    public IReadOnlyList<string> Streams(string prefix)
    {
        lock (gate)
            return [.. streams.Keys.Where(stream => stream.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public Snapshot? Snapshot(string stream, int schema)
    {
        lock (gate)
            return snapshots.GetValueOrDefault((stream, schema));
    }

    public void Save(Snapshot snapshot)
    {
        lock (gate)
        {
            if (!snapshots.TryGetValue((snapshot.Stream, snapshot.Schema), out var kept) || kept.Version < snapshot.Version)
                snapshots[(snapshot.Stream, snapshot.Schema)] = snapshot;
        }
    }

    public void PutBlob(string address, byte[] content)
    {
        lock (gate)
            blobs.TryAdd(address, content);
    }

    public ReadOnlyMemory<byte>? Blob(string address)
    {
        lock (gate)
            return blobs.TryGetValue(address, out var content) ? (ReadOnlyMemory<byte>?)content : null;
    }

    public Task<long> HeadAsync(CancellationToken ct) => Task.FromResult(Head);

    public async IAsyncEnumerable<Block> BlocksAsync(long fromPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var block in Copy(blocks).Where(block => block.LastPosition >= fromPosition - 1 && block.FirstPosition <= toPosition))
            yield return block;
    }

    public async IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, long toPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var keyOf = Copy(keys).ToDictionary(entry => (entry.Key.Stream, entry.Value), entry => entry.Key.Key);
        foreach (var stored in Copy(events).Where(stored => stored.Position >= fromPosition))
            yield return SealedEvent.Of(stored, keyOf.GetValueOrDefault((stored.Stream, stored.Version)));
    }

    public IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, CancellationToken ct) => AsyncEnumerable.Empty<Finding>();

    private AppendResult? Refusal(Append append)
    {
        var actual = VersionOf(append.Stream);
        if (append.IsOrphan)
            return new AppendResult.VersionConflict(actual);
        if (append.Key is not null && keys.TryGetValue((append.Stream, append.Key), out var version))
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
        var first = events.Count + 1L;
        if (!streams.TryGetValue(append.Stream, out var own))
            streams.Add(append.Stream, own = []);
        for (var i = 0; i < prepared.Count; i++)
        {
            var stored = Stored(prepared, i, first + i);
            events.Add(stored);
            own.Add(stored);
        }

        if (append.Key is not null)
            keys.Add((append.Stream, append.Key), append.ExpectedVersion + 1);
        Seal(prepared, first, committedAt);
        return new AppendResult.Accepted(first, events.Count, own.Count);
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
        var previous = blocks.Count == 0 ? BlockHash.Genesis.ToArray() : blocks[^1].Hash;
        var block = new Block(blocks.Count + 1, first, events.Count, "memory", committedAt, prepared.Leaves, previous, []);
        blocks.Add(block with { Hash = block.ComputeHash() });
    }

    private long VersionOf(string stream) => streams.TryGetValue(stream, out var own) ? own.Count : 0;

    private IReadOnlyList<T> Copy<T>(IEnumerable<T> source)
    {
        lock (gate)
            return [.. source];
    }
}
