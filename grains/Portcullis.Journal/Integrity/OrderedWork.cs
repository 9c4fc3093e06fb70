using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Portcullis.Journal.Integrity;

/// <summary>Work on the pieces of something large with all cores at once; what comes out is in the order of what went in.</summary>
internal static class OrderedWork
{
    /// <summary>Pieces that are under way or done and not taken yet: one being taken, and one for each core.</summary>
    private static readonly int Ahead = Environment.ProcessorCount;

    public static async IAsyncEnumerable<TResult> RunAsync<T, TResult>(
        IAsyncEnumerable<T> pieces, Func<T, Task<TResult>> work, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var results = Channel.CreateBounded<Task<TResult>>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var beginning = Task.Run(() => BeginAsync(pieces, work, results.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(ct))
                yield return await result;
        }
        finally
        {
            await stopping.CancelAsync();
            await beginning;

            // Nobody asks for these any more; whatever they hold is given back before this ends.
            while (results.Reader.TryRead(out var left))
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What goes wrong here is thrown where the results are taken.</summary>
    private static async Task BeginAsync<T, TResult>(IAsyncEnumerable<T> pieces, Func<T, Task<TResult>> work, ChannelWriter<Task<TResult>> results, CancellationToken ct)
    {
        try
        {
            await foreach (var piece in pieces.WithCancellation(ct))
                await results.WriteAsync(Task.Run(() => work(piece), ct), ct);
            results.Complete();
        }
#pragma warning disable CA1031 // Whatever it is belongs to whoever takes the results.
        catch (Exception wrong)
        {
            results.Complete(wrong);
        }
#pragma warning restore CA1031
    }
}
