using Npgsql;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal;

/// <summary>A journal's database for auditors: reads, verifies and exports it, and writes nothing. The gateway may run meanwhile, or be long gone.</summary>
public sealed class JournalDatabase : IAsyncDisposable
{
    private readonly HostPool _pool;
    private readonly Queries _queries;
    private readonly PostgresVerifier _chain;
    private readonly EventReader _reader;

    private readonly ArchiveFolder? _archives;
    private readonly ArchivedEvents _archived;

    private JournalDatabase(HostPool pool, SchemaName schema, ArchiveFolder? archives)
    {
        _pool = pool;
        _archives = archives;
        _queries = new Queries(schema);
        _chain = new PostgresVerifier(pool.Source, _queries);
        _archived = new ArchivedEvents(pool.Source, _queries, archives);
        _reader = new EventReader(pool.Source, _queries, _archived);
    }

    /// <param name="archives">Where what has left the tables is read from.</param>
    /// <exception cref="JournalSchemaException">There is no journal in that schema, or one of a newer program.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached.</exception>
    public static async Task<JournalDatabase> OpenAsync(string connectionString, string schema = "public", ArchiveFolder? archives = null, CancellationToken ct = default)
    {
        var name = new SchemaName(schema);
        var pool = Connections.ForReading(new PostgresJournalOptions { ConnectionString = connectionString });
        try
        {
            await Migrations.CheckAsync(pool.Source, name, ct);
            return new JournalDatabase(pool, name, archives);
        }
        catch
        {
            await pool.DisposeAsync();
            throw;
        }
    }

    /// <summary>Recomputes the hash chain over a range and names every event that is not as it was written.</summary>
    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        _chain.VerifyAsync(request with { Archives = request.Archives ?? _archives }, progress, ct);

    /// <summary>Events by type, time or correlation, in order, up to the head.</summary>
    public IAsyncEnumerable<StoredEvent> ReadWhereAsync(EventFilter filter, CancellationToken ct = default) => _reader.WhereAsync(filter, ct);

    /// <summary>Writes a range of positions as an archive; see <see cref="JournalArchive"/>. Whole blocks are written. Returns the number of events.</summary>
    public Task<long> ArchiveAsync(Stream target, long fromPosition = 1, long? toPosition = null, CancellationToken ct = default) =>
        JournalArchive.WriteAsync(_chain, _archives, Math.Max(1, fromPosition), toPosition, target, ct);

    /// <summary>The position of the last event that was committed before a time; 0 when there is none. Archives by time end here.</summary>
    public Task<long> PositionBeforeAsync(DateTimeOffset time, CancellationToken ct = default) =>
        Reachability.Told(
            async () =>
            {
                await using var command = _pool.Source.CreateCommand(_queries.PositionBefore);
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
                return (long)(await command.ExecuteScalarAsync(ct))!;
            },
            ct);

    /// <summary>The last block of the hash chain: what a checkpoint signs.</summary>
    public Task<ChainHead> ChainHeadAsync(CancellationToken ct = default) => new SideTables(_pool.Source, _queries).ChainHeadAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _archived.DisposeAsync();
        await _pool.DisposeAsync();
    }
}
