namespace Portcullis.Journal;

/// <summary>Every bound of the journal, in one place.</summary>
public static class Limits
{
    /// <summary>Appends that may wait for the writer; one more is refused as unavailable.</summary>
    public const int QueuedAppends = 16_384;

    /// <summary>Bytes of events that may wait for the writer.</summary>
    public const int QueuedBytes = 64 * 1024 * 1024;

    /// <summary>Sessions that write: while one holds the append lock, the server parses the next batch of the other.</summary>
    public const int WriterSessions = 2;

    /// <summary>Events that are committed as one transaction.</summary>
    public const int BatchEvents = 512;

    /// <summary>Bytes of events that are committed as one transaction; one larger append goes alone.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>Events of one append.</summary>
    public const int AppendEvents = 256;

    /// <summary>Bytes of one event's body.</summary>
    public const int EventBytes = 1024 * 1024;

    /// <summary>Bytes of one event's headers.</summary>
    public const int HeaderBytes = 16 * 1024;

    /// <summary>Characters of a stream's name.</summary>
    public const int StreamNameLength = 200;

    /// <summary>Characters of an event's stored type; Marten's column holds 500.</summary>
    public const int TypeLength = 500;

    /// <summary>Characters of an idempotency key.</summary>
    public const int KeyLength = 200;

    /// <summary>Levels of nesting in an event's body.</summary>
    public const int JsonDepth = 64;

    /// <summary>Digits of a number in an event's body, written out without an exponent.</summary>
    public const int NumberDigits = 1_000;

    /// <summary>Events that a reader fetches at once.</summary>
    public const int PageEvents = 1_000;

    /// <summary>Places of its own commits that a node remembers, for those who follow close behind.</summary>
    public const int OwnPlaces = 16_384;

    /// <summary>Positions whose archived events leave the tables in one transaction.</summary>
    public const int RemovedPositions = 20_000;

    /// <summary>Positions that the holder of the outbox lock looks through with one question.</summary>
    public const int OutboxPositions = 50_000;

    /// <summary>The server ends the session of a holder of the outbox lock that it has not heard of for this long.</summary>
    public static readonly TimeSpan OutboxLease = TimeSpan.FromSeconds(10);

    /// <summary>How often the holder of the outbox lock is heard of, and others try to take it.</summary>
    public static readonly TimeSpan OutboxRetry = TimeSpan.FromSeconds(1);

    /// <summary>After this long without an answer the outbox lock counts as lost. With <see cref="OutboxRetry"/> shorter than the lease, so that a holder learns of its loss first.</summary>
    public static readonly TimeSpan OutboxPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long the shard is without a holder of the outbox lock at most, while nodes and database run: its lease, a try, and a try's own time-out.</summary>
    public static readonly TimeSpan OutboxTakeover = OutboxLease + OutboxRetry + OutboxPatience;

    /// <summary>Bytes of streams' names that the holder of the outbox lock leaves for the next one, in a second.</summary>
    public const int OutboxMarkBytes = 16 * 1024;

    /// <summary>However many streams there are, their names are no older than this.</summary>
    public static readonly TimeSpan OutboxMarkAge = TimeSpan.FromMinutes(1);

    /// <summary>How long a step of a projection may say nothing to the server before another node may take it over.</summary>
    public static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(10);

    /// <summary>Events that a build of a read model goes on without; at one more it stops: a program that can't read so many is the wrong one.</summary>
    public const int EventsAside = 1_000;

    /// <summary>Characters that are kept of why an event can't be folded.</summary>
    public const int ErrorLength = 1_000;

    /// <summary>Bytes of a content-addressed blob.</summary>
    public const int BlobBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of a snapshot.</summary>
    public const int SnapshotBytes = 64 * 1024 * 1024;
}
