using System.Collections.Immutable;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal;

/// <summary>What to verify.</summary>
/// <param name="FromPosition">The first position; its whole block is read.</param>
/// <param name="ToPosition">The last position, or null for the head.</param>
public sealed record VerifyRequest(long FromPosition = 1, long? ToPosition = null)
{
    /// <summary>Stops collecting after this many findings; the count goes on.</summary>
    public int MaximumFindings { get; init; } = 1_000;

    /// <summary>
    /// True for what was restored from a dump: pg_dump reads sequences outside its snapshot, so that under load they lie ahead of the events and say nothing.
    /// The first append after the restore sets them right.
    /// </summary>
    public bool IsDump { get; init; }

    /// <summary>The folder of archives, to verify what has left the tables too; null where that is not at hand.</summary>
    public ArchiveFolder? Archives { get; init; }

    /// <summary>Signed checkpoints from outside the database that the chain must pass through; see <see cref="CheckpointFolder.Read()"/>.</summary>
    public IReadOnlyList<CheckpointFile> Checkpoints { get; init; } = [];
}

/// <summary>How far a verification has come.</summary>
public sealed record VerifyProgress(long Position, long Head);

/// <summary>What is wrong with an event, a block, or a row beside them.</summary>
public enum FindingKind
{
    Changed,
    Missing,
    Inserted,
    Reordered,
    Truncated,
    BrokenBlock,
    WrongStream,
    WrongKey,
    WrongBlob,
    WrongSnapshot,
    WrongArchive,
    BadCheckpoint,
}

/// <summary>One thing that is not as it was written.</summary>
/// <param name="Position">The event's position, where there is one.</param>
/// <param name="Block">The block's number, where there is one.</param>
public sealed record Finding(FindingKind Kind, string Message, long? Position = null, long? Block = null, string? Stream = null, long? Version = null);

/// <summary>The result of a verification.</summary>
/// <param name="HeadHash">The hash of the last block in lower-case hex: equal hashes mean equal journals.</param>
public sealed record VerifyReport(
    long Events, long Blocks, long Head, string HeadHash, long? FirstBrokenBlock, long FindingCount, ImmutableArray<Finding> Findings)
{
    public bool Valid => FindingCount == 0;

    /// <summary>Events that have left the tables for an archive and were not read: their blocks are linked and hold their leaves, and the record of each archive is in the chain.</summary>
    public long Archived { get; init; }

    /// <summary>The last position that an archive holds; 0 when there is none.</summary>
    public long ArchivedThrough { get; init; }
}
