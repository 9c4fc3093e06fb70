namespace Portcullis.Gateway.Hosting;

/// <summary>Everything that can be set, from the command line (<c>--data-dir DIR</c>), the environment (<c>PORTCULLIS_DATA_DIR</c>) or a test.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where to listen: http on this machine alone, https anywhere; port 0 takes a free one. Default <c>http://127.0.0.1:7411</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:7411";

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Folder for the private PostgreSQL, the first admin key and exports; made if missing, kept when the gateway stops. Default <c>.portcullis</c>.</summary>
    public string DataDir { get; init; } = ".portcullis";

    /// <summary>A PostgreSQL to use instead of a private one, in Npgsql's form. Environment: <c>PORTCULLIS_POSTGRES</c>. Default: none.</summary>
    public string? Postgres { get; init; }

    /// <summary>Folder of the journal's signed checkpoints and their keys; better on a disk that the database's owner can't write. Default: <c>checkpoints</c> in the data folder.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Where the checkpoints are, and beside them who was forgotten.</summary>
    public string CheckpointFolder => Checkpoints ?? Path.Combine(DataDir, "checkpoints");

    /// <summary>
    /// File with 32 random bytes in base64 that wrap the keys of persons in the database; the same on every node, and kept where the database's backups are not. Default: none, the
    /// keys stand as they are.
    /// </summary>
    public string? VaultKeyFile { get; init; }

    /// <summary>Folder of the archives whose events have left the database: what is asked for is read from there. Default: none; whoever asks is told where the database begins.</summary>
    public string? Archives { get; init; }

    /// <summary>Each checkpoint is also posted here as JSON. Default: nowhere.</summary>
    public Uri? CheckpointWebhook { get; init; }

    /// <summary>Folder of rule packs and profiles. Default: the packs that come with the gateway.</summary>
    public string Packs { get; init; } = Path.Combine(AppContext.BaseDirectory, "packs");

    /// <summary>Folder of instruments and trading calendars. Default: what comes with the gateway.</summary>
    public string Reference { get; init; } = Path.Combine(AppContext.BaseDirectory, "reference");

    /// <summary>News calendar: CSV, ForexFactory JSON or ICS, each also as .gz. Default: none.</summary>
    public string? Calendar { get; init; }

    /// <summary><c>system</c>, or <c>simulated</c>: time then moves only by the Simulation service. Default <c>system</c>.</summary>
    public string Clock { get; init; } = "system";

    /// <summary>Where a simulated clock begins, UTC. Default: the start of 2000.</summary>
    public DateTimeOffset ClockStart { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes a new admin key although there are keys already: for a lost key, by whoever may write the data folder. Default false.</summary>
    public bool ResetAdminKey { get; init; }

    /// <summary>Entries that were approved but not sent are cancelled instead of sent when they are found older than this. Default 5 minutes.</summary>
    public TimeSpan StaleEntry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether this node keeps the reports up to date; of several nodes one is enough. Whoever asks gets what there is either way. Default true.</summary>
    public bool Reports { get; init; } = true;

    public bool IsSimulated => string.Equals(Clock, "simulated", StringComparison.OrdinalIgnoreCase);
}
