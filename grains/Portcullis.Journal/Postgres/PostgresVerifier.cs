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

    private readonly ArchivedRows archived = new(source, queries);

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        Verification.RunAsync(this, request, progress, ct);

    public Task<long> HeadAsync(CancellationToken ct) => new SideTables(source, queries).HeadAsync(ct);

    public Task<IReadOnlyList<ArchiveRecord>> ArchivesAsync(CancellationToken ct) => archived.RecordsAsync(ct);

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

    public IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, ArchiveFolder? archives, CancellationToken ct) =>
        OrderedWork.RunAsync(EventsWithKeysAsync(fromPosition, archives, ct), found => SealedEvent.Of(found.Event, found.Key), ct);

    /// <summary>All events from a position on, in order, each with the key that it was the first event of.</summary>
    /// <param name="archives">Where events that have left the tables are read from; null leaves them out.</param>
    public async IAsyncEnumerable<(StoredEvent Event, string? Key)> EventsWithKeysAsync(
        long fromPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var old = OldAsync(fromPosition, archives, ct).GetAsyncEnumerator(ct);
        var more = await old.MoveNextAsync();
        await foreach (var held in HeldAsync(fromPosition, ct))
        {
            for (; more && old.Current.Event.Position < held.Event.Position; more = await old.MoveNextAsync())
                yield return old.Current;
            if (more && old.Current.Event.Position == held.Event.Position)
                more = await old.MoveNextAsync();
            yield return held;
        }

        for (; more; more = await old.MoveNextAsync())
            yield return old.Current;
    }

    public async IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var (kind, sql) in request.IsDump ? queries.SideChecks : queries.SideChecks.Append(queries.SequenceCheck))
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

        await foreach (var finding in archived.FindingsAsync(request.Archives, ct))
            yield return finding;
    }

    private async IAsyncEnumerable<(StoredEvent Event, string? Key)> HeldAsync(long fromPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = source.CreateCommand(queries.EventsWithKeys);
        command.CommandTimeout = NoTimeout;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromPosition });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return (EventReader.Read(reader), reader.IsDBNull(9) ? null : reader.GetString(9));
    }

    /// <summary>A file that is not the one its record speaks of is a finding of its own, and proves nothing.</summary>
    private async IAsyncEnumerable<(StoredEvent Event, string? Key)> OldAsync(long fromPosition, ArchiveFolder? archives, [EnumeratorCancellation] CancellationToken ct)
    {
        if (archives is null)
            yield break;
        foreach (var record in await archived.RecordsAsync(ct))
        {
            if (record.LastPosition < fromPosition || await archives.FaultOfAsync(record, ct) is not null)
                continue;
            foreach (var line in new JournalArchive(archives.PathOf(record.File)).Events(Math.Max(1, fromPosition) - 1, record.LastPosition, stream: null))
                yield return (line.ToEvent(), line.Key);
        }
    }
}
