namespace Portcullis.Journal;

/// <summary>How the private instance talks to its clients.</summary>
public enum PostgresTransport
{
    /// <summary>
    /// A unix socket where there are such, else TCP. The socket lies in a folder that only its owner can enter, so trust is safe there:
    /// no port to collide on, no password to leak, and fewer microseconds per commit.
    /// </summary>
    Automatic,

    /// <summary>127.0.0.1 on a free port, with a random password that is kept in a file only its owner can read.</summary>
    Tcp,
}

/// <summary>A private PostgreSQL: where its data lie and where its programs come from.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>The folder that holds the cluster; made when missing, kept when stopped. One folder is one instance, whoever starts it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>A folder with initdb, pg_ctl and postgres; default: looked for, see <see cref="PrivatePostgres"/>.</summary>
    public string? BinaryFolder { get; init; }

    /// <summary>Where downloaded programs are kept. Default: "portcullis" in the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>When false, nothing is ever downloaded. Default true.</summary>
    public bool MayDownload { get; init; } = true;

    public PostgresTransport Transport { get; init; } = PostgresTransport.Automatic;

    /// <summary>How long a start may take, the recovery after a crash included. Default 2 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Further settings, for example <c>max_connections</c>. Those of durability can't be changed.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Told what happens, one sentence each: a download takes a while.</summary>
    public Action<string>? Progress { get; init; }
}
