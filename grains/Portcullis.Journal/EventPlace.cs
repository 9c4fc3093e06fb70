namespace Portcullis.Journal;

/// <summary>Where an event lies, without what it says.</summary>
/// <param name="Position">Its place in the one order of all events.</param>
/// <param name="Version">Its place in its stream.</param>
public readonly record struct EventPlace(long Position, string Stream, long Version);
