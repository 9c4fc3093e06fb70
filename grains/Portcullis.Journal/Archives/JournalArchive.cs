using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Archives;

/// <summary>
/// Part of a journal as JSON lines, each block followed by its events. It carries its own proof: it verifies without a database,
/// and a signed checkpoint vouches for it as for the journal itself.
/// </summary>
public sealed class JournalArchive : IChainSource
{
    private readonly IReadOnlyList<string> _paths;
    private readonly ConcurrentBag<string> _unreadable = [];

    /// <param name="paths">One file, or several that follow each other.</param>
    public JournalArchive(params IReadOnlyList<string> paths) => _paths = paths;

    /// <summary>Verifies the file as the database would be: changed, removed, reordered and inserted events are named, and lines that can't be read.</summary>
    public async Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        var first = Blocks().Select(block => block.FirstPosition).FirstOrDefault(1);
        var report = await Verification.RunAsync(this, request with { FromPosition = Math.Max(request.FromPosition, first) }, progress, ct);
        Finding[] about =
        [
            .. report.Head == 0 ? [new Finding(FindingKind.Truncated, $"No block is in {string.Join(", ", _paths)}: it is no archive, or nothing is left of one.")] : Array.Empty<Finding>(),
            .. _unreadable.Distinct().Order(StringComparer.Ordinal).Select(what => new Finding(FindingKind.Changed, what)),
        ];
        return report with { FindingCount = report.FindingCount + about.Length, Findings = [.. about.Concat(report.Findings).Take(request.MaximumFindings)] };
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        foreach (var line in Whole(_ => true).Where(line => line.Kind == ArchiveLine.EventKind))
        {
            ct.ThrowIfCancellationRequested();
            yield return line.ToEvent();
        }
    }

    async IAsyncEnumerable<Block> IChainSource.BlocksAsync(long fromPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var anchored = false;
        foreach (var block in Blocks().TakeWhile(block => block.FirstPosition <= toPosition || block.FirstPosition > block.LastPosition))
        {
            ct.ThrowIfCancellationRequested();

            // A file that begins in the midst of a journal names the block before it by its hash: the archive before it, or a checkpoint, vouches for that.
            if (!anchored && block.Number > 1)
                yield return new Block(block.Number - 1, 0, block.FirstPosition - 1, "", default, [], [], block.Previous);
            anchored = true;
            yield return block;
        }
    }

    /// <summary>Whole blocks; and where the range is all that the file has, also what lies before its first and behind its last, where nothing belongs.</summary>
    IAsyncEnumerable<SealedEvent> IChainSource.EventsAsync(long fromPosition, long toPosition, ArchiveFolder? archives, CancellationToken ct)
    {
        var (first, head) = (Blocks().FirstOrDefault()?.FirstPosition, Blocks().LastOrDefault()?.LastPosition);
        var last = Blocks().FirstOrDefault(block => block.LastPosition >= toPosition)?.LastPosition ?? toPosition;
        return SealedAsync(fromPosition <= (first ?? fromPosition) ? long.MinValue : fromPosition, last >= (head ?? last) ? long.MaxValue : last, ct);
    }

    /// <summary>Its events between two positions, with the leaves that their content has now.</summary>
    internal IAsyncEnumerable<SealedEvent> SealedAsync(long fromPosition, long toPosition, CancellationToken ct)
    {
        var lines = _paths.SelectMany(path => Raw(path).Select((line, index) => (Path: path, Number: index + 1, Text: line)));
        return OrderedWork.RunAsync(lines.Chunk(Limits.PageEvents).ToAsyncEnumerable(), chunk => Task.FromResult(Sealed(chunk)), ct).SelectMany(chunk => chunk);

        SealedEvent[] Sealed((string Path, int Number, byte[] Text)[] chunk) =>
        [
            .. chunk.Select(line => Understood(line.Text) ?? Unreadable($"Line {line.Number:D9} of {line.Path} is none of an archive's."))
                .Where(line => line.Kind == ArchiveLine.EventKind && line.Position >= fromPosition && line.Position <= toPosition)
                .Select(line => SealedEvent.Of(line.ToEvent(), line.Key)),
        ];
    }

    /// <summary>Null for a line that no archive has: nothing is passed over unsaid.</summary>
    private static ArchiveLine? Understood(byte[] line) =>
        ArchiveLine.Read(line) is { } read && (read.Kind == ArchiveLine.EventKind || line.AsSpan().StartsWith(BlockStart)) ? read : null;

    private ArchiveLine Unreadable(string what)
    {
        _unreadable.Add(what);
        return new ArchiveLine("");
    }

    /// <summary>What somebody works with must be whole.</summary>
    private IEnumerable<ArchiveLine> Whole(Func<byte[], bool> wanted) => _paths.SelectMany(path => ArchiveFile.Lines(path, why => throw Damaged(path, why))
        .Where(wanted)
        .Select(line => ArchiveLine.Read(line) ?? throw Damaged(path, "a line is none of an archive's")));

    private static EventsArchivedException Damaged(string path, string why) => new($"The archive {path} is damaged ({why}): verify it, and put a sound copy in its place.");

    private IEnumerable<byte[]> Raw(string path) => ArchiveFile.Lines(path, why => Unreadable($"{path} can't be read to its end: {why}"));

    Task<long> IChainSource.HeadAsync(CancellationToken ct) =>
        Task.FromResult(Blocks().Select(block => block.LastPosition).LastOrDefault());

    IAsyncEnumerable<Finding> IChainSource.SideFindingsAsync(VerifyRequest request, CancellationToken ct) => AsyncEnumerable.Empty<Finding>();

    /// <summary>Writes whole blocks: the range is widened to their borders. Returns the number of events.</summary>
    /// <param name="archives">Where what has left the tables is taken from.</param>
    /// <exception cref="EventsArchivedException">Something in the range has left the tables, and its archive is not at hand.</exception>
    internal static async Task<long> WriteAsync(PostgresVerifier chain, ArchiveFolder? archives, long fromPosition, long? toPosition, Stream target, CancellationToken ct)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        IAsyncEnumerator<(StoredEvent Event, string? Key)>? next = null;
        var (more, written) = (true, 0L);
        try
        {
            await foreach (var block in chain.BlocksAsync(fromPosition, toPosition ?? long.MaxValue, ct))
            {
                if (block.LastPosition < fromPosition)
                    continue;
                if (next is null)
                {
                    next = chain.EventsWithKeysAsync(block.FirstPosition, archives, ct).GetAsyncEnumerator(ct);
                    more = await next.MoveNextAsync();
                }

                await WriteAsync(writer, ArchiveLine.Of(block), ct);
                var before = written;
                for (; more && next.Current.Event.Position <= block.LastPosition; more = await next.MoveNextAsync(), written++)
                    await WriteAsync(writer, ArchiveLine.Of(next.Current.Event, next.Current.Key), ct);
                if (written - before < block.LastPosition - block.FirstPosition + 1 && await chain.ArchivesAsync(ct) is [.., var last] && block.FirstPosition <= last.LastPosition)
                    throw new EventsArchivedException($"Events up to position {last.LastPosition} have left the tables for archives: name their folder, or begin after position {last.LastPosition}.");
            }
        }
        finally
        {
            if (next is not null)
                await next.DisposeAsync();
        }

        return written;
    }

    private static Task WriteAsync(StreamWriter writer, ArchiveLine line, CancellationToken ct) =>
        writer.WriteAsync((JsonSerializer.Serialize(line, ArchiveLine.Format) + "\n").AsMemory(), ct);

    /// <summary>Events after a position and up to another, of one stream or of all. A line that does not name the stream at all is passed over unparsed.</summary>
    internal IEnumerable<ArchiveLine> Events(long afterPosition, long toPosition, string? stream)
    {
        var named = stream is null ? [] : Encoding.UTF8.GetBytes($"\"stream\":{JsonSerializer.Serialize(stream, ArchiveLine.Format)}");
        return Whole(line => line.AsSpan().IndexOf(named) >= 0)
            .Where(line => line.Kind == ArchiveLine.EventKind && line.Position > afterPosition && (stream is null || line.Stream == stream))
            .TakeWhile(line => line.Position <= toPosition);
    }

    /// <summary>Its blocks only: the lines of events are not even parsed.</summary>
    private IEnumerable<Block> Blocks() =>
        _paths.SelectMany(Raw).Where(line => line.AsSpan().StartsWith(BlockStart)).Select(ArchiveLine.Read).OfType<ArchiveLine>().Select(line => line.ToBlock());

    private static ReadOnlySpan<byte> BlockStart => "{\"kind\":\"block\""u8;
}
