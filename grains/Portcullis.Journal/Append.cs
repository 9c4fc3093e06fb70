using System.Collections.Immutable;

namespace Portcullis.Journal;

/// <summary>Events that enter one stream together, or not at all.</summary>
/// <param name="ExpectedVersion">The version that the stream must be at; 0 means that it must not exist.</param>
/// <param name="At">The time that all these events carry; kept to the microsecond.</param>
public sealed record Append(string Stream, long ExpectedVersion, ImmutableArray<EventData> Events, DateTimeOffset At)
{
    /// <summary>The stream whose version <see cref="ControlVersion"/> speaks of.</summary>
    public const string ControlStream = "control";

    /// <summary>An idempotency key, unique in its stream for ever: a second append with it is refused with the version of the first.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// The append of this node that this one was decided on. When that is not accepted, neither is this: its version could fit by chance,
    /// where another node has written as many events.
    /// </summary>
    public Task<AppendResult>? After { get; init; }

    /// <summary>What it was decided on did not happen.</summary>
    internal bool IsOrphan => After is { IsCompleted: true } and not { IsCompletedSuccessfully: true, Result: AppendResult.Accepted };

    /// <summary>When set, the append is refused unless the stream "control" is at exactly this version.</summary>
    public long? ControlVersion { get; init; }
}
