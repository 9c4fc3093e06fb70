namespace Portcullis.Journal;

/// <summary>What became of an append. Refusals are tested in this order: key, version, control.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Durable, at these places.</summary>
    public sealed record Accepted(long FirstPosition, long LastPosition, long LastVersion) : AppendResult;

    /// <summary>The key was used before, by the append whose first event has this version.</summary>
    public sealed record KeyTaken(long Version) : AppendResult;

    /// <summary>The stream is at another version than expected.</summary>
    public sealed record VersionConflict(long Actual) : AppendResult;

    /// <summary>The control stream is at another version than the decision was made under.</summary>
    public sealed record ControlMoved(long Actual) : AppendResult;
}
