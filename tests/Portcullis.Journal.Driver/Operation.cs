using System.Text.Json.Serialization;

namespace Portcullis.Journal.Driver;

/// <summary>What was asked of the journal.</summary>
public enum OperationKind
{
    Append,
    ReadStream,
    ReadHead,
    Seen,
}

/// <summary>What came back. Unknown: the journal said so itself, or the process died before it heard.</summary>
public enum Outcome
{
    Unknown,
    Accepted,
    KeyTaken,
    VersionConflict,
    ControlMoved,
    Refused,
    Read,
}

/// <summary>One line of a history: an operation at its start, with its outcome once there is one. Times are of the machine's monotonic clock, which all its processes share.</summary>
/// <param name="Value">The position of the first event of an accepted append; the version or head that was read or told; the position that a subscriber saw.</param>
public sealed record Operation(string Id, OperationKind Kind, string Stream, long Expected, string? Key, long? Control, long Began)
{
    public long Ended { get; init; } = long.MaxValue;

    public Outcome Outcome { get; init; }

    public long Value { get; init; }

    [JsonIgnore]
    public bool HasEnded => Ended != long.MaxValue;
}
