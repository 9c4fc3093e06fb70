using System.Runtime.CompilerServices;
using Npgsql;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Postgres;

/// <summary>The chain as a database holds it.</summary>
internal sealed class PostgresVerifier(NpgsqlDataSource source, Queries queries) : IChainSource
{
    /// <summary>A check over everything takes as long as it takes.</summary>
    private const int NoTimeout = 0;

    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct) =>
        Verification.RunAsync(this, request, progress, ct);

    public Task<long> HeadAsync(CancellationToken ct) => new SideTables(source, queries).HeadAsync(ct);

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

    public IAsyncEnumerable<SealedEvent> EventsAsync(long fromPosition, CancellationToken ct) =>
        EventsWithKeysAsync(fromPosition, ct).Select(found => SealedEvent.Of(found.Event, found.Key));

    public async IAsyncEnumerable<(StoredEvent Event, string? Key)> EventsWithKeysAsync(long fromPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = source.CreateCommand(queries.EventsWithKeys);
        command.CommandTimeout = NoTimeout;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromPosition });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return (EventReader.Read(reader), reader.IsDBNull(9) ? null : reader.GetString(9));
    }

    public async IAsyncEnumerable<Finding> SideFindingsAsync(VerifyRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (kind, sql) in request.IsDump ? queries.SideChecks : queries.SideChecks.Append(queries.SequenceCheck))
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = NoTimeout;
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
    }
}
