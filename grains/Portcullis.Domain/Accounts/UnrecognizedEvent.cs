namespace Portcullis.Domain.Accounts;

/// <summary>An event of a newer version: it has its place in the stream and changes nothing that this version knows.</summary>
public sealed record UnrecognizedEvent(string Name, DateTimeOffset At) : IAccountEvent;
