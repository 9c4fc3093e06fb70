namespace Portcullis.Journal.Integrity;

/// <summary>Holds the chain against what was signed and kept elsewhere.</summary>
internal sealed class CheckpointCheck
{
    private readonly FindingList _findings;
    private readonly Dictionary<long, Checkpoint> _signed = [];

    public CheckpointCheck(IEnumerable<CheckpointFile> files, FindingList findings)
    {
        _findings = findings;
        foreach (var file in files)
        {
            if (file.IsSigned && file.Checkpoint is { } checkpoint)
                _signed[checkpoint.Block] = checkpoint;
            else
                findings.Add(new Finding(FindingKind.BadCheckpoint, $"No known key has signed {file.Path} as it is.", file.Checkpoint?.Position));
        }
    }

    public void Compare(Block block)
    {
        if (!_signed.TryGetValue(block.Number, out var checkpoint))
            return;
        if (checkpoint.Position != block.LastPosition || checkpoint.Hash != Convert.ToHexStringLower(block.Hash))
        {
            _findings.Add(new Finding(
                FindingKind.BadCheckpoint, $"Block {block.Number} is another than was signed at {checkpoint.SignedAt:O}: the journal was rewritten at or before it.",
                block.LastPosition, block.Number));
        }
    }

    public void CompareEnd(Block? last)
    {
        foreach (var checkpoint in _signed.Values.Where(checkpoint => checkpoint.Block > (last?.Number ?? 0)).OrderBy(checkpoint => checkpoint.Block))
        {
            _findings.Add(new Finding(
                FindingKind.Truncated, $"Block {checkpoint.Block} was signed at {checkpoint.SignedAt:O} and is gone: the tail up to position {checkpoint.Position} was cut off.",
                checkpoint.Position, checkpoint.Block));
        }
    }
}
