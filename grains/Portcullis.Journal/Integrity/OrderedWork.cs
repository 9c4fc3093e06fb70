using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Portcullis.Journal.Integrity;

/// <summary>Work on the items of a stream with all cores, while the stream is still being read; what comes out is in the order of what went in.</summary>
internal static class OrderedWork
{
    private const int ChunkItems = 256;

    public static async IAsyncEnumerable<TResult> RunAsync<T, TResult>(
        IAsyncEnumerable<T> items, Func<T, TResult> work, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var chunks = Channel.CreateBounded<Task<TResult[]>>(new BoundedChannelOptions(2 * Environment.ProcessorCount) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(items, work, chunks.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(ct))
            {
                foreach (var result in await chunk)
                    yield return result;
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    /// <summary>What goes wrong here is thrown where the results are read.</summary>
    private static async Task ReadAsync<T, TResult>(IAsyncEnumerable<T> items, Func<T, TResult> work, ChannelWriter<Task<TResult[]>> chunks, CancellationToken ct)
    {
        try
        {
            var chunk = new List<T>(ChunkItems);
            await foreach (var item in items.WithCancellation(ct))
            {
                chunk.Add(item);
                if (chunk.Count < ChunkItems)
                    continue;
                await chunks.WriteAsync(Begin(chunk, work), ct);
                chunk = new List<T>(ChunkItems);
            }

            if (chunk.Count > 0)
                await chunks.WriteAsync(Begin(chunk, work), ct);
            chunks.Complete();
        }
#pragma warning disable CA1031 // Whatever it is belongs to whoever reads the results.
        catch (Exception wrong)
        {
            chunks.Complete(wrong);
        }
#pragma warning restore CA1031
    }

    private static Task<TResult[]> Begin<T, TResult>(List<T> chunk, Func<T, TResult> work) => Task.Run(() =>
    {
        var results = new TResult[chunk.Count];
        for (var n = 0; n < results.Length; n++)
            results[n] = work(chunk[n]);
        return results;
    });
}
