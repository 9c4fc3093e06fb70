using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Integrity;

/// <summary>Reads blocks and events side by side, both in order, and hands each block its events.</summary>
internal sealed class ChainWalk(IChainSource source, ArchiveFolder? archives, ChainVerifier chain, Action<long>? progress)
{
    /// <summary>Progress is told each time this many more events have been read.</summary>
    private const long ProgressStep = 10_000;

    private readonly List<SealedEvent> _members = new(Limits.BatchEvents);
    private long _reported;

    public async Task RunAsync(long from, long to, CancellationToken ct)
    {
        IAsyncEnumerator<SealedEvent>? events = null;
        try
        {
            await foreach (var block in source.BlocksAsync(from, to, ct))
            {
                if (block.LastPosition < from)
                {
                    chain.Anchor(block);
                    continue;
                }

                events ??= await BeginAsync(block.FirstPosition, to, ct);
                await HandOverAsync(block, events);
            }

            events ??= await BeginAsync(from, to, ct);
            for (var more = events.Current.Leaf is not null; more; more = await events.MoveNextAsync())
                chain.AddUnclaimed(events.Current);
            progress?.Invoke(chain.Last?.LastPosition ?? 0);
        }
        finally
        {
            if (events is not null)
                await events.DisposeAsync();
        }
    }

    private async Task<IAsyncEnumerator<SealedEvent>> BeginAsync(long from, long to, CancellationToken ct)
    {
        var events = source.EventsAsync(from, to, archives, ct).GetAsyncEnumerator(ct);
        await events.MoveNextAsync();
        return events;
    }

    private async Task HandOverAsync(Block block, IAsyncEnumerator<SealedEvent> events)
    {
        _members.Clear();
        for (var more = events.Current.Leaf is not null; more && events.Current.Position <= block.LastPosition; more = await events.MoveNextAsync())
        {
            if (events.Current.Position < block.FirstPosition)
                chain.AddUnclaimed(events.Current);
            else
                _members.Add(events.Current);
        }

        chain.Add(block, _members);
        if (block.LastPosition - _reported >= ProgressStep)
            progress?.Invoke(_reported = block.LastPosition);
    }
}
