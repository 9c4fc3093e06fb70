namespace Portcullis.Journal.Integrity;

/// <summary>One committed batch as the chain knows it.</summary>
/// <param name="Leaves">32 bytes per event, in order.</param>
internal sealed record Block(
    long Number, long FirstPosition, long LastPosition, string Node, DateTimeOffset CommittedAt, byte[] Leaves, byte[] Previous, byte[] Hash)
{
    public byte[] ComputeHash() => BlockHash.Of(Previous, Number, FirstPosition, CommittedAt, Leaves, Node);

    public ReadOnlySpan<byte> Leaf(long position) => Leaves.AsSpan((int)(position - FirstPosition) * EventLeaf.Size, EventLeaf.Size);
}
