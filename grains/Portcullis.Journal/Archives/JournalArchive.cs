using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Archives;

/// <summary>
/// Part of a journal as JSON lines, each block followed by its events. It carries its own proof: it verifies without a database,
/// and a signed checkpoint vouches for it as for the journal itself.
/// </summary>
public sealed class JournalArchive : IChainSource
{
    private readonly string path;

    public JournalArchive(string path) => this.path = path;

    /// <summary>Verifies the file as the database would be: changed, removed, reordered and inserted events are named.</summary>
    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        var first = Lines().Where(line => line.Kind == "block").Select(line => line.FirstPosition ?? 1).FirstOrDefault(1);
        return Verification.RunAsync(this, request with { FromPosition = Math.Max(request.FromPosition, first) }, progress, ct);
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        foreach (var line in Lines().Where(line => line.Kind == "event"))
        {
            ct.ThrowIfCancellationRequested();
            yield return line.ToEvent();
        }
    }

    async IAsyncEnumerable<Block> IChainSource.BlocksAsync(long fromPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var anchored = false;
        foreach (var block in Lines().Where(line => line.Kind == "block").Select(line => line.ToBlock()))
        {
            ct.ThrowIfCancellationRequested();

            // A file that begins in the midst of a journal names the block before it by its hash: the archive before it, or a checkpoint, vouches for that.
            if (!anchored && block.Number > 1)
                yield return new Block(block.Number - 1, 0, block.FirstPosition - 1, "", default, [], [], block.Previous);
            anchored = true;
            yield return block;
        }
    }

    async IAsyncEnumerable<SealedEvent> IChainSource.EventsAsync(long fromPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var line in Lines().Where(line => line.Kind == "event"))
        {
            ct.ThrowIfCancellationRequested();
            yield return SealedEvent.Of(line.ToEvent(), line.Key);
        }
    }

    Task<long> IChainSource.HeadAsync(CancellationToken ct) =>
        Task.FromResult(Lines().Where(line => line.Kind == "block").Select(line => line.LastPosition ?? 0).LastOrDefault());

    IAsyncEnumerable<Finding> IChainSource.SideFindingsAsync(VerifyRequest request, CancellationToken ct) => AsyncEnumerable.Empty<Finding>();

    /// <summary>Writes whole blocks: the range is widened to their borders.</summary>
    /// <param name="eventsFrom">All events from a position on, in order.</param>
    internal static async Task<long> WriteAsync(
        IAsyncEnumerable<Block> blocks, Func<long, IAsyncEnumerable<(StoredEvent Event, string? Key)>> eventsFrom, long fromPosition, Stream target, CancellationToken ct)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        IAsyncEnumerator<(StoredEvent Event, string? Key)>? next = null;
        var (more, written) = (true, 0L);
        try
        {
            await foreach (var block in blocks.WithCancellation(ct))
            {
                if (block.LastPosition < fromPosition)
                    continue;
                if (next is null)
                {
                    next = eventsFrom(block.FirstPosition).GetAsyncEnumerator(ct);
                    more = await next.MoveNextAsync();
                }

                await WriteAsync(writer, ArchiveLine.Of(block), ct);
                for (; more && next.Current.Event.Position <= block.LastPosition; more = await next.MoveNextAsync(), written++)
                    await WriteAsync(writer, ArchiveLine.Of(next.Current.Event, next.Current.Key), ct);
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

    private IEnumerable<ArchiveLine> Lines() =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<ArchiveLine>(line, ArchiveLine.Format)!);
}
