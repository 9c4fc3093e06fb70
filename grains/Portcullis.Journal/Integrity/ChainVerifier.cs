namespace Portcullis.Journal.Integrity;

/// <summary>Compares what is found now with what each block says was written, event by event.</summary>
/// <param name="archivedThrough">Up to this position an event may be absent, since archives hold it; 0 where all must be there.</param>
internal sealed class ChainVerifier(FindingList findings, CheckpointCheck checkpoints, long archivedThrough)
{
    private Block? _before;

    public long Blocks { get; private set; }

    public long Events { get; private set; }

    /// <summary>Events that are absent where archives account for that.</summary>
    public long Archived { get; private set; }

    public Block? Last => _before;

    /// <summary>Takes the block before the range as given: an earlier verification or a checkpoint vouches for it.</summary>
    public void Anchor(Block block)
    {
        checkpoints.Compare(block);
        _before = block;
    }

    /// <param name="events">All events found at the block's positions, in order.</param>
    public void Add(Block block, IReadOnlyList<SealedEvent> events)
    {
        CheckLink(block);
        CheckEvents(block, events);
        checkpoints.Compare(block);
        _before = block;
        Blocks++;
        Events += events.Count;
    }

    /// <summary>An event at a position that no block speaks of.</summary>
    public void AddUnclaimed(SealedEvent stray)
    {
        Events++;
        findings.Add(new Finding(FindingKind.Inserted, "No block speaks of this event: it was inserted.", stray.Position, null, stray.Stream, stray.Version));
    }

    private void CheckLink(Block block)
    {
        var number = _before?.Number + 1 ?? 1;
        var first = _before?.LastPosition + 1 ?? 1;
        if (block.Number != number)
            Broken(block, $"Blocks {number} to {block.Number - 1} are missing, with the events {first} to {block.FirstPosition - 1}.");
        else if (block.FirstPosition != first)
            Broken(block, $"It begins at position {block.FirstPosition}, and the block before ends at {first - 1}.");
        else if (!block.Previous.AsSpan().SequenceEqual(_before is null ? BlockHash.Genesis.Span : _before.Hash))
            Broken(block, "It does not name the hash of the block before.");

        if (block.Leaves.Length != (block.LastPosition - block.FirstPosition + 1) * EventLeaf.Size)
            Broken(block, $"It holds {block.Leaves.Length / EventLeaf.Size} leaves for {block.LastPosition - block.FirstPosition + 1} events.");
        else if (!block.ComputeHash().AsSpan().SequenceEqual(block.Hash))
            Broken(block, "Its row was changed: the hash does not fit its content.");
    }

    private void CheckEvents(Block block, IReadOnlyList<SealedEvent> events)
    {
        if (block.Leaves.Length != (block.LastPosition - block.FirstPosition + 1) * EventLeaf.Size)
            return;

        var next = 0;
        for (var position = block.FirstPosition; position <= block.LastPosition; position++)
        {
            if (next == events.Count || events[next].Position != position)
            {
                if (position <= archivedThrough)
                    Archived++;
                else
                    findings.Add(new Finding(FindingKind.Missing, "The event was removed.", position, block.Number));
                continue;
            }

            var found = events[next++];
            if (!block.Leaf(position).SequenceEqual(found.Leaf))
                findings.Add(Explain(block, found));
            else if (!found.IsPlain)
                findings.Add(new Finding(FindingKind.Changed, "A column that is never set was set.", position, block.Number, found.Stream, found.Version));
        }
    }

    private static Finding Explain(Block block, SealedEvent found)
    {
        for (var position = block.FirstPosition; position <= block.LastPosition; position++)
        {
            if (position != found.Position && block.Leaf(position).SequenceEqual(found.Leaf))
                return About(FindingKind.Reordered, $"The event was written at position {position}.");
        }

        return About(FindingKind.Changed, "The event is not as it was written, or its idempotency key is not.");

        Finding About(FindingKind kind, string message) => new(kind, message, found.Position, block.Number, found.Stream, found.Version);
    }

    private void Broken(Block block, string message) =>
        findings.Add(new Finding(FindingKind.BrokenBlock, $"Block {block.Number}: {message}", block.FirstPosition, block.Number));
}
