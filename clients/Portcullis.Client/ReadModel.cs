namespace Portcullis.Client;

/// <summary>One build of a read model.</summary>
public sealed record ReadModel
{
    public required string Name { get; init; }

    /// <summary>Of the model's shape.</summary>
    public required int Version { get; init; }

    /// <summary>Counts the times that this version was built.</summary>
    public required int Build { get; init; }

    /// <summary>Where its tables are in the database.</summary>
    public required string Schema { get; init; }

    /// <summary>Readers use this one.</summary>
    public required bool Serving { get; init; }

    /// <summary>False: a later build serves, and this one may be dropped.</summary>
    public required bool KeptUp { get; init; }

    /// <summary>The last event that it holds.</summary>
    public required long Position { get; init; }

    /// <summary>The journal's last event.</summary>
    public required long Head { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>Null: it is being built.</summary>
    public required DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>Why it does not go on; empty when it does.</summary>
    public required string Fault { get; init; }

    /// <summary>Events that it goes on without, because it can't fold them; a new build tries them again.</summary>
    public long Aside { get; init; }

    /// <summary>Where the first of them lies; 0 when there is none.</summary>
    public long FirstAside { get; init; }

    /// <summary>Events that it does not hold yet; null when it is kept up no longer.</summary>
    public long? Behind => KeptUp ? Math.Max(0, Head - Position) : null;
}
