using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Integrity;

/// <summary>Where a chain is read from: a database, an archive, memory.</summary>
internal interface IChainSource
{
    /// <summary>Blocks that touch the range, and the one before them, by number.</summary>
    IAsyncEnumerable<Block> BlocksAsync(long fromPosition, long toPosition, CancellationToken ct);

    /// <summary>Events from a position up to another, in order; what an archive holds comes from there, where one is given.</summary>
    /// <param name="fromPosition">1 or less: also what lies before the first position, where nothing belongs.</param>
    IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, long toPosition, ArchiveFolder? archives, CancellationToken ct);

    Task<long> HeadAsync(CancellationToken ct);

    /// <summary>What was moved out of this source into archives, as the chain tells it, oldest first.</summary>
    Task<IReadOnlyList<ArchiveRecord>> ArchivesAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<ArchiveRecord>>([]);

    /// <summary>What is wrong beside the chain: stream rows, keys, blobs, progress.</summary>
    IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, CancellationToken ct);
}
