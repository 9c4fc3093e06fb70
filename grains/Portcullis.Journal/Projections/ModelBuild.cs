namespace Portcullis.Journal.Projections;

/// <summary>One build of a read model: a version may be built again beside the one that serves.</summary>
/// <param name="Schema">Where its tables are.</param>
/// <param name="Position">The last event that it holds; null when it is kept up no longer, because a later build serves.</param>
/// <param name="Head">The journal's last event when this was asked.</param>
/// <param name="CaughtUpAt">From when on readers could use it; null while it is being built.</param>
/// <param name="Fault">Why it does not go on; null when it does.</param>
public sealed record ModelBuild(string Name, int Version, int Build, string Schema, long? Position, long Head, DateTimeOffset BegunAt, DateTimeOffset? CaughtUpAt, string? Fault)
{
    /// <summary>Events that it does not hold yet; null when it is kept up no longer.</summary>
    public long? Behind => Position is { } position ? Math.Max(0, Head - position) : null;

    /// <summary>Events that it goes on without, because it can't fold them.</summary>
    public long Aside { get; init; }

    /// <summary>Where the first of them lies; null when there is none.</summary>
    public long? FirstAside { get; init; }

    internal string Progress { get; init; } = "";
}
