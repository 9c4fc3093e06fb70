namespace Portcullis.Client;

/// <summary>One recorded event.</summary>
/// <param name="Position">In the journal's one total order.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Its place in that stream, from 1, without gaps.</param>
/// <param name="Type">Its stored name, for example order_decided.</param>
/// <param name="Json">Its content.</param>
/// <param name="At">When it was recorded, UTC.</param>
/// <param name="Correlation">The id of the order that it belongs to; empty where it belongs to none.</param>
public sealed record JournalEvent(long Position, string Stream, long Version, string Type, string Json, DateTimeOffset At, string Correlation)
{
    /// <summary>
    /// What the holder of the key is called that the content names under "by", "erased" once forgotten. For operators, auditors and admins; empty for others, and
    /// where it was the gateway itself or nobody.
    /// </summary>
    public string ByName { get; init; } = "";
}

/// <summary>How far a verification has come, and what it found.</summary>
/// <param name="Events">Events read.</param>
/// <param name="Blocks">Blocks whose hash was recomputed.</param>
/// <param name="Decisions">Decisions recomputed from their recorded facts and rules.</param>
/// <param name="Findings">Each names the event or decision and what differs. Grows from one report to the next.</param>
/// <param name="Done">True in the last report.</param>
/// <param name="Intact">Nothing differs; meaningful when <paramref name="Done"/>.</param>
public sealed record VerifyProgress(
    long Events, long Blocks, long Decisions, IReadOnlyList<string> Findings, bool Done, bool Intact)
{
    /// <summary>How far the chain has been recomputed.</summary>
    public long Position { get; init; }

    /// <summary>How far it will be.</summary>
    public long Head { get; init; }

    /// <summary>Signed checkpoints that the chain was held against.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Snapshots whose accounts were folded anew from their first event.</summary>
    public long Snapshots { get; init; }

    /// <summary>Events that have left the database for archives which the gateway does not have.</summary>
    public long Archived { get; init; }

    /// <summary>The last position of an archive; 0: there is none.</summary>
    public long ArchivedThrough { get; init; }
}
