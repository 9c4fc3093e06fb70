namespace Portcullis.Journal.Integrity;

internal sealed class FindingList(int maximum)
{
    private readonly List<Finding> _kept = [];

    public long Count { get; private set; }

    public long? FirstBrokenBlock { get; private set; }

    public IReadOnlyList<Finding> Kept => _kept;

    public void Add(Finding finding)
    {
        Count++;
        if (finding.Block is { } block)
            FirstBrokenBlock = Math.Min(FirstBrokenBlock ?? block, block);
        if (_kept.Count < maximum)
            _kept.Add(finding);
    }
}
