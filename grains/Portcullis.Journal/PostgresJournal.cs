using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Postgres;
using Portcullis.Journal.Privacy;
using Portcullis.Journal.Projections;

namespace Portcullis.Journal;

/// <summary>The journal on PostgreSQL, in Marten's table layout. Any number of nodes may open the same one.</summary>
public sealed class PostgresJournal : IJournal
{
    private readonly HostPool readPool;
    private readonly HostPool writePool;
    private readonly NpgsqlDataSource readSource;
    private readonly Queries queries;
    private readonly ArchivedEvents archived;
    private readonly EventReader reader;
    private readonly SideTables sides;
    private readonly AppendQueue queue;
    private readonly BatchWriter writer;
    private readonly HeadBell ownCommits = new();
    private readonly HeadBell head = new();
    private readonly HeadNotices notices;
    private readonly DurableWrite durableWrite;
    private readonly JournalMetrics metrics;
    private readonly PostgresJournalOptions options;
    private readonly TimeProvider time;

    private PostgresJournal(PostgresJournalOptions options, SchemaName schema, TimeProvider time, ILoggerFactory loggers)
    {
        this.options = options;
        this.time = time;
        var session = $"portcullis-{schema}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        queries = new Queries(schema);
        readPool = Connections.ForReading(options);
        readSource = readPool.Source;
        writePool = Connections.ForWriting(options, session);
        archived = new ArchivedEvents(readSource, queries, options.ArchiveFolder is { } folder ? new ArchiveFolder(folder) : null);
        reader = new EventReader(readSource, queries, archived);
        sides = new SideTables(readSource, queries);
        queue = new AppendQueue(options.QueuedAppends);
        var sessions = new WriterSessions(writePool, queries, schema, options, session);
        durableWrite = new DurableWrite(readSource, time);
        metrics = new JournalMetrics(schema, () => queue.Count, () => durableWrite.MedianMs);
        Subjects = new SubjectVault(readSource, schema);
        writer = new BatchWriter(queue, sessions, metrics, time, loggers.CreateLogger<PostgresJournal>(), Committed);
        writer.AvailabilityChanged += _ => readPool.ForgetHosts();
        notices = new HeadNotices(readSource, queries, ownCommits, head, time, options.ReconnectPause);
    }

    public bool IsAvailable => writer.IsAvailable;

    public event Action<bool>? AvailabilityChanged
    {
        add => writer.AvailabilityChanged += value;
        remove => writer.AvailabilityChanged -= value;
    }

    /// <summary>Migrates the schema where that is asked for, and starts to write and listen.</summary>
    /// <param name="time">The real clock: it times pauses and latencies. The time of events comes with each append.</param>
    /// <exception cref="JournalSchemaException">The schema is newer than this program, altered, or missing.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        PostgresJournalOptions options, TimeProvider time, ILoggerFactory? loggers = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var schema = new SchemaName(options.Schema);
        await MigrateAsync(options, schema, ct);
        var journal = new PostgresJournal(options, schema, time, loggers ?? NullLoggerFactory.Instance);
        try
        {
            await journal.StartAsync(ct);
            return journal;
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    public Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default)
    {
        var pending = new PendingAppend(PreparedAppend.From(append));
        queue.Add(pending);
        return pending.AnswerAsync(ct);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default) =>
        reader.StreamAsync(stream, fromVersion, ct);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default) => reader.AllAsync(afterPosition, ct);

    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) => reader.WhereAsync(filter, ct);

    public IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, CancellationToken ct = default) =>
        FromThenLiveAsync(reader.AfterAsync, static stored => stored.Position, afterPosition, ct);

    public IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default) =>
        FromThenLiveAsync(reader.PlacesAsync, static place => place.Position, afterPosition, ct);

    public Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default) => reader.ByKeyAsync(stream, key, ct);

    public IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default) => sides.StreamsAsync(prefix, ct);

    public Task<long> HeadAsync(CancellationToken ct = default) => sides.HeadAsync(ct);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => sides.ChainHeadAsync(ct);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default) => sides.LoadSnapshotAsync(stream, schema, ct);

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default) => sides.SaveSnapshotAsync(snapshot, ct);

    public Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default) =>
        sides.PutBlobAsync(BlobAddress.Check(sha256Hex, content), content, ct);

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default) => sides.GetBlobAsync(BlobAddress.Parse(sha256Hex), ct);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        new PostgresVerifier(readSource, queries).VerifyAsync(request, progress, ct);

    /// <summary>Personal data inside events, sealed with a key per person that can be destroyed.</summary>
    public SubjectVault Subjects { get; }

    /// <summary>The smallest durable commit from here, in milliseconds: the median of the last measurement, twice a minute.</summary>
    public double DurableWriteMs => durableWrite.MedianMs;

    /// <summary>A read model of this database, kept up to date by whoever runs the runner.</summary>
    public ProjectionRunner Project(IProjection projection) =>
        new(readSource, queries, reader, projection, (position, ct) => head.WaitPastAsync(position, options.PollInterval, time, ct));

    /// <summary>Writes a range as an archive that verifies without the database; see <see cref="JournalArchive"/>. Whole blocks are written. Returns the number of events.</summary>
    public Task<long> ArchiveAsync(Stream target, long fromPosition = 1, long? toPosition = null, CancellationToken ct = default)
    {
        var from = Math.Max(1, fromPosition);
        return JournalArchive.WriteAsync(new PostgresVerifier(readSource, queries), options.ArchiveFolder is { } folder ? new ArchiveFolder(folder) : null, from, toPosition, target, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        metrics.Dispose();
        await durableWrite.DisposeAsync();
        await notices.DisposeAsync();
        await archived.DisposeAsync();
        await writePool.DisposeAsync();
        await readPool.DisposeAsync();
    }

    private static async Task MigrateAsync(PostgresJournalOptions options, SchemaName schema, CancellationToken ct)
    {
        await using var owner = Connections.ForMigrating(options);
        if (!options.Migrate)
        {
            await Migrations.CheckAsync(owner.Source, schema, ct);
            return;
        }

        await Migrations.ApplyAsync(owner.Source, schema, ct);
        if (options.RuntimeRole is { } role)
            await RuntimeRole.GrantAsync(owner.Source, schema, role, ct);
    }

    private async Task StartAsync(CancellationToken ct)
    {
        await writer.StartAsync(ct);
        head.Ring(await HeadAsync(ct));
        await durableWrite.StartAsync(ct);
        notices.Start();
    }

    private void Committed(long position)
    {
        head.Ring(position);
        ownCommits.Ring(position);
    }

    private async IAsyncEnumerable<T> FromThenLiveAsync<T>(
        Func<long, CancellationToken, Task<List<T>>> pageAfter, Func<T, long> positionOf, long afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await PageOrNothingAsync(pageAfter, afterPosition, ct);
            foreach (var next in page)
            {
                yield return next;
                afterPosition = positionOf(next);
            }

            if (page.Count < Limits.PageEvents)
                await head.WaitPastAsync(afterPosition, options.PollInterval, time, ct);
        }
    }

    /// <summary>A subscription outlives its database: while that is away there is simply nothing new.</summary>
    private async Task<List<T>> PageOrNothingAsync<T>(Func<long, CancellationToken, Task<List<T>>> pageAfter, long afterPosition, CancellationToken ct)
    {
        try
        {
            return await pageAfter(afterPosition, ct);
        }
        catch (JournalUnavailableException)
        {
            await Task.Delay(options.ReconnectPause, time, ct);
            return [];
        }
    }
}
