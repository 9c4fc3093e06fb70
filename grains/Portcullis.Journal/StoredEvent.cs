namespace Portcullis.Journal;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Position">Its place in the one order of all events: 1, 2, 3, without gaps.</param>
/// <param name="Version">Its place in its stream: 1, 2, 3, without gaps.</param>
/// <param name="Json">The body. PostgreSQL keeps the values and not the bytes: key order and spaces may differ from what was appended.</param>
/// <param name="Timestamp">The time that the append named, to the microsecond, UTC.</param>
public sealed record StoredEvent(
    long Position, string Stream, long Version, string Type, ReadOnlyMemory<byte> Json, DateTimeOffset Timestamp, Guid Id, string? HeadersJson)
{
    public string? ClrType { get; init; }

    /// <summary>The value of the header "correlation": what this event and others belong to, for example an order's id.</summary>
    public string? Correlation => EventHeaders.Correlation(HeadersJson);
}
