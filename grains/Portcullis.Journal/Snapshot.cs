namespace Portcullis.Journal;

/// <summary>A stream's state at a version, kept so that loading need not fold every event. Always disposable: the events are the truth.</summary>
/// <param name="Schema">The shape of <paramref name="Json"/>; a reader asks for the one it knows.</param>
public sealed record Snapshot(string Stream, long Version, int Schema, ReadOnlyMemory<byte> Json);
