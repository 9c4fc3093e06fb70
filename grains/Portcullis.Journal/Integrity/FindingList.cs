namespace Portcullis.Journal.Integrity;

internal sealed class FindingList(int maximum)
{
    private readonly List<Finding> kept = [];

    public long Count { get; private set; }

    public long? FirstBrokenBlock { get; private set; }

    public IReadOnlyList<Finding> Kept => kept;

    public void Add(Finding finding)
    {
        Count++;
        if (finding.Block is { } block)
            FirstBrokenBlock = Math.Min(FirstBrokenBlock ?? block, block);
        if (kept.Count < maximum)
            kept.Add(finding);
    }
}
