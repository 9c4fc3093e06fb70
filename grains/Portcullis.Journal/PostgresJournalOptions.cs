using Portcullis.Journal.Privacy;

namespace Portcullis.Journal;

/// <summary>Where the journal lives and how hard it tries.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>Npgsql's form. Several hosts may be named: the one that is primary is used, and looked for again when it is lost.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The database schema of this journal: a lower-case identifier. Several journals may live in one database. Default "public".</summary>
    public string Schema { get; init; } = "public";

    /// <summary>Written into each block: which node committed it. At most 100 characters. Default: the machine's name.</summary>
    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>
    /// A connection string with the rights to create tables, used for migrations only; default <see cref="ConnectionString"/>.
    /// With it, the running gateway's role needs no right to change or delete anything.
    /// </summary>
    public string? OwnerConnectionString { get; init; }

    /// <summary>The role of <see cref="ConnectionString"/>, to be given exactly the rights that a running gateway needs. Null grants nothing.</summary>
    public string? RuntimeRole { get; init; }

    /// <summary>
    /// Where the archives are whose events have left the tables: reads and subscriptions go on into them. Null: whoever asks for what has left gets
    /// an <see cref="EventsArchivedException"/>.
    /// </summary>
    public string? ArchiveFolder { get; init; }

    /// <summary>
    /// Wraps the keys of persons, so that the database alone does not open what is sealed; the same on every node. What stood bare before is wrapped when
    /// the vault is started. Null: they stand as they are.
    /// </summary>
    public VaultKey? VaultKey { get; init; }

    /// <summary>When false, the schema must already be of this program's version. Default true.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>Connections for reading. 1 to 1000, default 16. Two more write, one listens, and one asks for the outbox lock where that is started.</summary>
    public int ReadConnections { get; init; } = 16;

    /// <summary>Appends that may wait; 1 to <see cref="Limits.QueuedAppends"/>, which is the default.</summary>
    public int QueuedAppends { get; init; } = Limits.QueuedAppends;

    /// <summary>
    /// How many appends must wait before a batch is sent behind one that is still under way, so that the server parses it meanwhile. From 1; default 64,
    /// below which the shorter wait isn't worth the smaller batch.
    /// </summary>
    public int OverlappingAppends { get; init; } = 64;

    /// <summary>
    /// After this long without an answer a commit counts as broken and its outcome as unknown: the bound within which a silent network fails closed.
    /// Whole seconds; default 10 s.
    /// </summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a page of its answer a read fails. Whole seconds; default 30 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a batch waits for another node's batch to finish before it is refused; one that was sent behind this node's own other batch twice as long.
    /// Default 5 s; shorter than <see cref="CommitTimeout"/>, and at least half of it.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a step of a projection may say nothing to the server before another node may take it over. From 1 ms; default <see cref="Limits.StepPatience"/>.</summary>
    public TimeSpan StepPatience { get; init; } = Limits.StepPatience;

    /// <summary>The longest pause between two attempts to reach a lost database. Default 1 s.</summary>
    public TimeSpan ReconnectPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a subscription looks for events of other nodes whose notice was lost. Default 500 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
