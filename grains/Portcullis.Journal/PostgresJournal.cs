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
    private readonly HostPool _readPool;
    private readonly HostPool _writePool;
    private readonly NpgsqlDataSource _readSource;
    private readonly Queries _queries;
    private readonly ArchivedEvents _archived;
    private readonly EventReader _reader;
    private readonly SideTables _sides;
    private readonly AppendQueue _queue;
    private readonly WriterAvailability _availability;
    private readonly BatchWriter[] _writers;
    private readonly OwnPlaces _places = new(Limits.OwnPlaces);
    private readonly HeadBell _ownCommits = new();
    private readonly HeadBell _head = new();
    private readonly HeadNotices _notices;
    private readonly DurableWrite _durableWrite;
    private readonly JournalMetrics _metrics;
    private readonly PostgresJournalOptions _options;
    private readonly TimeProvider _time;

    private PostgresJournal(PostgresJournalOptions options, SchemaName schema, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        var session = $"portcullis-{schema}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        _queries = new Queries(schema);
        _readPool = Connections.ForReading(options);
        _readSource = _readPool.Source;
        _writePool = Connections.ForWriting(options, session);
        _archived = new ArchivedEvents(_readSource, _queries, options.ArchiveFolder is { } folder ? new ArchiveFolder(folder) : null);
        _reader = new EventReader(_readSource, _queries, _archived);
        _sides = new SideTables(_readSource, _queries);
        _queue = new AppendQueue(options.QueuedAppends, options.OverlappingAppends);
        _durableWrite = new DurableWrite(_readSource, time);
        _metrics = new JournalMetrics(schema, () => _queue.Count, () => _durableWrite.MedianMs);
        Subjects = new SubjectVault(_readSource, schema, options.VaultKey);
        Outbox = new OutboxLock(options, _queries, schema, time, loggers.CreateLogger<OutboxLock>());
        _metrics.Tell(Outbox);
        Models = new ReadModels(_readSource, schema, _queries);
        _availability = new WriterAvailability(_queue, Limits.WriterSessions);
        _availability.Changed += _ => _readPool.ForgetHosts();
        var log = loggers.CreateLogger<PostgresJournal>();
        _writers = [.. Enumerable.Range(1, Limits.WriterSessions).Select(n =>
            new BatchWriter(_queue, new WriterSessions(_writePool, _queries, schema, options, $"{session}-{n}"), _availability, _metrics, _places, time, log, Committed))];
        _notices = new HeadNotices(_readSource, _queries, _ownCommits, _head, time, options.ReconnectPause);
    }

    public bool IsAvailable => _availability.IsAvailable;

    public event Action<bool>? AvailabilityChanged
    {
        add => _availability.Changed += value;
        remove => _availability.Changed -= value;
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
        var pending = new PendingAppend(append);
        _queue.Add(pending);
        return pending.AnswerAsync(ct);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromVersion = 1, CancellationToken ct = default) =>
        _reader.StreamAsync(stream, fromVersion, ct);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long afterPosition = 0, CancellationToken ct = default) => _reader.AllAsync(afterPosition, ct);

    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) => _reader.WhereAsync(filter, ct);

    public IAsyncEnumerable<StoredEvent> SubscribeAsync(long afterPosition, CancellationToken ct = default) =>
        FromThenLiveAsync(_reader.AfterAsync, static stored => stored.Position, afterPosition, ct);

    public IAsyncEnumerable<EventPlace> FollowAsync(long afterPosition, CancellationToken ct = default) =>
        FromThenLiveAsync((position, token) => _places.After(position) is { Count: > 0 } ours ? Task.FromResult(ours) : _reader.PlacesAsync(position, token), static place => place.Position, afterPosition, ct);

    public Task<StoredEvent?> FindByKeyAsync(string stream, string key, CancellationToken ct = default) => _reader.ByKeyAsync(stream, key, ct);

    public IAsyncEnumerable<string> ListStreamsAsync(string prefix, CancellationToken ct = default) => _sides.StreamsAsync(prefix, ct);

    public Task<long> HeadAsync(CancellationToken ct = default) => _sides.HeadAsync(ct);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => _sides.ChainHeadAsync(ct);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct = default) => _sides.LoadSnapshotAsync(stream, schema, ct);

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct = default) => _sides.SaveSnapshotAsync(snapshot, ct);

    public Task PutBlobAsync(string sha256Hex, ReadOnlyMemory<byte> content, CancellationToken ct = default) =>
        _sides.PutBlobAsync(BlobAddress.Check(sha256Hex, content), content, ct);

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(string sha256Hex, CancellationToken ct = default) => _sides.GetBlobAsync(BlobAddress.Parse(sha256Hex), ct);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        new PostgresVerifier(_readSource, _queries).VerifyAsync(request, progress, ct);

    /// <summary>Personal data inside events, sealed with a key per subject that can be destroyed.</summary>
    public SubjectVault Subjects { get; }

    /// <summary>Which node resumes what others have left undone. Not asked for until it is started.</summary>
    public OutboxLock Outbox { get; }

    /// <summary>The smallest durable commit from here, in milliseconds: the median of the last measurement, twice a minute.</summary>
    public double DurableWriteMs => _durableWrite.MedianMs;

    /// <summary>The read models that there are, and what is asked of them.</summary>
    public ReadModels Models { get; }

    /// <summary>A read model of this database, kept up to date by whoever runs the runner.</summary>
    public ProjectionRunner Project(IProjection projection) =>
        new(_readSource, _queries, _reader, Models, projection, _options.StepPatience, (position, ct) => _head.WaitPastAsync(position, _options.PollInterval, _time, ct));

    /// <summary>Writes a range as an archive that verifies without the database; see <see cref="JournalArchive"/>. Whole blocks are written. Returns the number of events.</summary>
    public Task<long> ArchiveAsync(Stream target, long fromPosition = 1, long? toPosition = null, CancellationToken ct = default)
    {
        var from = Math.Max(1, fromPosition);
        return JournalArchive.WriteAsync(new PostgresVerifier(_readSource, _queries), _options.ArchiveFolder is { } folder ? new ArchiveFolder(folder) : null, from, toPosition, target, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Outbox.DisposeAsync();
        var closed = new JournalUnavailableException("The journal is closed.");
        _queue.Finish(closed);
        await Task.WhenAll(_writers.Select(writer => writer.DisposeAsync().AsTask()));
        _queue.Close(closed);
        _metrics.Dispose();
        await _durableWrite.DisposeAsync();
        await _notices.DisposeAsync();
        await _archived.DisposeAsync();
        await _writePool.DisposeAsync();
        await _readPool.DisposeAsync();
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
        await Task.WhenAll(_writers.Select(writer => writer.StartAsync(ct)));
        _head.Ring(await HeadAsync(ct));
        await _durableWrite.StartAsync(ct);
        _notices.Start();
    }

    private void Committed(long position)
    {
        _head.Ring(position);
        _ownCommits.Ring(position);
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
                await _head.WaitPastAsync(afterPosition, _options.PollInterval, _time, ct);
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
            await Task.Delay(_options.ReconnectPause, _time, ct);
            return [];
        }
    }
}
