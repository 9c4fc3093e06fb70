namespace Portcullis.Journal.Projections;

/// <summary>An event that a build of a read model goes on without: it can't be folded. What the model shows of its stream lacks what it told.</summary>
/// <param name="Version">Its place in its stream.</param>
/// <param name="Error">Why it can't be folded.</param>
/// <param name="At">When it was set aside.</param>
public sealed record EventAside(long Position, string Stream, long Version, string Type, string Error, DateTimeOffset At);
