using System.Runtime.CompilerServices;
using Npgsql;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Postgres;

/// <summary>The chain as a database holds it, and the archives where a folder of them is at hand.</summary>
internal sealed class PostgresVerifier(NpgsqlDataSource source, Queries queries) : IChainSource
{
    /// <summary>A check over everything takes as long as it takes.</summary>
    private const int NoTimeout = 0;

    /// <summary>What the statement gives beside an event.</summary>
    private const int KeyColumn = 9;
    private const int PlainColumn = 10;

    private readonly ArchivedRows _archived = new(source, queries);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        Verification.RunAsync(this, request, progress, ct);

    public Task<long> HeadAsync(CancellationToken ct) => new SideTables(source, queries).HeadAsync(ct);

    public Task<IReadOnlyList<ArchiveRecord>> ArchivesAsync(CancellationToken ct) => _archived.RecordsAsync(ct);

    public async IAsyncEnumerable<Block> BlocksAsync(long fromPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = source.CreateCommand(queries.Blocks);
        command.CommandTimeout = NoTimeout;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromPosition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = toPosition });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new Block(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), new DateTimeOffset(reader.GetDateTime(4)),
                reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<byte[]>(7));
        }
    }

    public async IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, long toPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        var to = await EndOfBlockAsync(toPosition, ct);
        var held = OrderedWork.RunAsync(Pages(fromPosition, to).ToAsyncEnumerable(), page => SealedAsync(page.From, page.To, ct), ct).SelectMany(page => page);
        await foreach (var found in MergedAsync(held, OldAsync(fromPosition, to, archives, ct), static found => found.Position, ct))
            yield return found;
    }

    /// <summary>All events from a position on, in order, each with the key that it was the first event of.</summary>
    /// <param name="archives">Where events that have left the tables are read from; null leaves them out.</param>
    public IAsyncEnumerable<(StoredEvent Event, string? Key)> EventsWithKeysAsync(long fromPosition, ArchiveFolder? archives, CancellationToken ct) =>
        MergedAsync(HeldAsync(fromPosition, ct), OldWithKeysAsync(fromPosition, archives, ct), static found => found.Event.Position, ct);

    public async IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        // With the archives at hand a snapshot is a convenience again: what it covered can be folded.
        var checks = queries.SideChecks.Where(check => check.Kind != FindingKind.WrongSnapshot || request.Archives is null);
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var (kind, sql) in request.IsDump ? checks : checks.Append(queries.SequenceCheck))
        {
            // The sequence moves before its commit: no batch may be under way while it is compared with the blocks.
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (sql == queries.SequenceCheck.Sql)
            {
                await using var wait = new NpgsqlCommand(queries.HoldAppends, connection) { CommandTimeout = NoTimeout };
                await wait.ExecuteNonQueryAsync(ct);
            }

            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = NoTimeout };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                yield return new Finding(
                    kind, reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetInt64(1), null,
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetInt64(3));
            }
        }

        await foreach (var finding in _archived.FindingsAsync(request.Archives, ct))
            yield return finding;
    }

    /// <summary>The first page reaches down to where nothing belongs, so that what was put there is found.</summary>
    private static IEnumerable<(long From, long To)> Pages(long fromPosition, long toPosition)
    {
        for (var from = Math.Max(1, fromPosition); from <= toPosition; from += Limits.PageEvents)
            yield return (from == 1 ? long.MinValue : from, Math.Min(toPosition, from + Limits.PageEvents - 1));
    }

    /// <summary>Whole blocks are verified: the last one may end past what was asked for.</summary>
    private Task<long> EndOfBlockAsync(long position, CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = source.CreateCommand(queries.EndOfBlock);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            return (long)(await command.ExecuteScalarAsync(ct))!;
        },
        ct);

    private async Task<List<SealedEvent>> SealedAsync(long from, long to, CancellationToken ct)
    {
        var page = new List<SealedEvent>(Limits.PageEvents);
        await ReadAsync(from, to, row => page.Add(SealedEvent.Of(EventReader.Read(row), KeyOf(row), row.GetBoolean(PlainColumn))), ct);
        return page;
    }

    private async IAsyncEnumerable<(StoredEvent Event, string? Key)> HeldAsync(long from, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (first, last) in Pages(from, await HeadAsync(ct)))
        {
            var page = new List<(StoredEvent, string?)>(Limits.PageEvents);
            await ReadAsync(first, last, row => page.Add((EventReader.Read(row), KeyOf(row))), ct);
            foreach (var held in page)
                yield return held;
        }
    }

    private async Task ReadAsync(long from, long to, Action<NpgsqlDataReader> take, CancellationToken ct)
    {
        await using var command = source.CreateCommand(queries.EventsWithKeys);
        command.CommandTimeout = NoTimeout;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            take(reader);
    }

    private static string? KeyOf(NpgsqlDataReader row) => row.IsDBNull(KeyColumn) ? null : row.GetString(KeyColumn);

    private async IAsyncEnumerable<SealedEvent> OldAsync(long fromPosition, long toPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (file, _) in FilesAsync(fromPosition, archives, ct))
        {
            await foreach (var found in file.SealedAsync(fromPosition, toPosition, ct))
                yield return found;
        }
    }

    private async IAsyncEnumerable<(StoredEvent Event, string? Key)> OldWithKeysAsync(long fromPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (file, last) in FilesAsync(fromPosition, archives, ct))
        {
            foreach (var line in file.Events(fromPosition - 1, last, stream: null))
                yield return (line.ToEvent(), line.Key);
        }
    }

    /// <summary>A file that is not the one its record speaks of is a finding of its own, and proves nothing.</summary>
    private async IAsyncEnumerable<(JournalArchive File, long LastPosition)> FilesAsync(long fromPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        if (archives is null)
            yield break;
        foreach (var record in await _archived.RecordsAsync(ct))
        {
            if (record.LastPosition >= fromPosition && await archives.FaultOfAsync(record, ct) is null)
                yield return (new JournalArchive(archives.PathOf(record.File)), record.LastPosition);
        }
    }

    /// <summary>Both in order, each position once; what the tables hold comes from there.</summary>
    private static async IAsyncEnumerable<T> MergedAsync<T>(IAsyncEnumerable<T> held, IAsyncEnumerable<T> old, Func<T, long> positionOf, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var archived = old.GetAsyncEnumerator(ct);
        var more = await archived.MoveNextAsync();
        await foreach (var next in held.WithCancellation(ct))
        {
            for (; more && positionOf(archived.Current) < positionOf(next); more = await archived.MoveNextAsync())
                yield return archived.Current;
            if (more && positionOf(archived.Current) == positionOf(next))
                more = await archived.MoveNextAsync();
            yield return next;
        }

        for (; more; more = await archived.MoveNextAsync())
            yield return archived.Current;
    }
}
