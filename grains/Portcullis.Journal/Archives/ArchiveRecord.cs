using System.Text.Json;

namespace Portcullis.Journal.Archives;

/// <summary>
/// What the chain says about one archive: the body of an event in the stream "archive". It is written before anything leaves the tables,
/// so that what is missing there is accounted for by what can't be edited.
/// </summary>
/// <param name="FirstPosition">The first position in the file, which holds all events from there to <paramref name="LastPosition"/>, removed or not.</param>
/// <param name="LastHash">The hash of the last block in the file.</param>
/// <param name="File">The file's name in the folder of archives.</param>
/// <param name="Sha256">Of the file, in lower-case hex.</param>
/// <param name="Removed">How many events have left the tables with this archive: those that a snapshot of their stream covers.</param>
/// <param name="RemovedDigest">SHA-256 over the rows of pc_archived with this number, and the idempotency keys of what they name.</param>
public sealed record ArchiveRecord(
    long FirstPosition, long LastPosition, long FirstBlock, long LastBlock, string LastHash, string File, string Sha256, long Removed, string RemovedDigest)
{
    /// <summary>The stream of these records. Nothing in it ever leaves the tables.</summary>
    public const string Stream = "archive";

    /// <summary>The stored name of the event.</summary>
    public const string EventType = "events_archived";

    internal EventData ToEvent() => new(EventType, JsonSerializer.SerializeToUtf8Bytes(this, ArchiveLine.Format));

    /// <summary>Null where somebody has written something else into that stream.</summary>
    internal static ArchiveRecord? Of(StoredEvent stored)
    {
        try
        {
            return stored.Type == EventType ? JsonSerializer.Deserialize<ArchiveRecord>(stored.Json.Span, ArchiveLine.Format) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
