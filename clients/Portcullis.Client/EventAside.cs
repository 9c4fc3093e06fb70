namespace Portcullis.Client;

/// <summary>An event that a build of a read model goes on without: it can't be folded. What the model shows of its stream lacks what it told.</summary>
/// <param name="Version">The build's.</param>
/// <param name="Build">Which of that version.</param>
/// <param name="Error">Why it can't be folded.</param>
/// <param name="At">When it was set aside.</param>
public sealed record EventAside(int Version, int Build, long Position, string Stream, long StreamVersion, string Type, string Error, DateTimeOffset At);
