using System.Collections.Immutable;

namespace Portcullis.Journal;

/// <summary>How far the holder of the outbox lock has looked through the journal.</summary>
/// <param name="Position">Up to here.</param>
/// <param name="Streams">What of that still has something under way.</param>
public sealed record OutboxMark(long Position, ImmutableArray<string> Streams);

/// <summary>A stretch of the journal that was looked through.</summary>
/// <param name="Position">Its end.</param>
/// <param name="Streams">Those that the events asked about lie in.</param>
/// <param name="IsLast">Nothing lies behind it yet.</param>
public sealed record OutboxStretch(long Position, ImmutableArray<string> Streams, bool IsLast);
