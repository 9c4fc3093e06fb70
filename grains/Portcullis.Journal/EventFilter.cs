using System.Collections.Immutable;

namespace Portcullis.Journal;

/// <summary>Which events to read; what is null does not restrict.</summary>
public sealed record EventFilter
{
    public long AfterPosition { get; init; }

    /// <summary>Stored names, for example <c>order_decided</c>; empty does not restrict.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>The events' own time, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The events' own time, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The value of the header "correlation".</summary>
    public string? Correlation { get; init; }

    /// <summary>Whether an event is one of those; the database asks the same in SQL.</summary>
    public bool Matches(StoredEvent stored) =>
        stored.Position > AfterPosition
        && (Types.IsDefaultOrEmpty || Types.Contains(stored.Type))
        && (From is null || stored.Timestamp >= From)
        && (Until is null || stored.Timestamp < Until)
        && (Correlation is null || stored.Correlation == Correlation);
}
