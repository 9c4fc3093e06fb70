using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Postgres;

/// <summary>What is asked beside the events: streams' names, the head, snapshots, blobs.</summary>
internal sealed class SideTables(NpgsqlDataSource source, Queries queries)
{
    public async IAsyncEnumerable<string> StreamsAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        List<string> page;
        var after = string.Empty;
        do
        {
            page = [];
            await using (var command = Command(queries.ListStreams, Text(after), Text(prefix), Number(Limits.PageEvents)))
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                    page.Add(reader.GetString(0));
            }

            foreach (var stream in page)
                yield return stream;
            if (page.Count > 0)
                after = page[^1];
        }
        while (page.Count == Limits.PageEvents);
    }

    public async Task<long> HeadAsync(CancellationToken ct)
    {
        await using var command = Command(queries.Head);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<ChainHead> ChainHeadAsync(CancellationToken ct)
    {
        await using var command = Command(queries.ChainHead);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ChainHead(reader.GetInt64(0), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)))
            : new ChainHead(0, 0, Convert.ToHexStringLower(BlockHash.Genesis.Span));
    }

    public async Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct)
    {
        await using var command = Command(queries.LoadSnapshot, Text(stream), Number(schema));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new Snapshot(stream, reader.GetInt64(0), schema, reader.GetFieldValue<byte[]>(1)) : null;
    }

    public async Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(snapshot.Json.Length, Limits.SnapshotBytes, nameof(snapshot));
        await using var command = Command(
            queries.SaveSnapshot, Text(snapshot.Stream), Number(snapshot.Schema), new NpgsqlParameter<long> { TypedValue = snapshot.Version }, Bytes(snapshot.Json));
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task PutBlobAsync(byte[] address, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        await using var command = Command(queries.PutBlob, Bytes(address), Bytes(content));
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<ReadOnlyMemory<byte>?> GetBlobAsync(byte[] address, CancellationToken ct)
    {
        await using var command = Command(queries.GetBlob, Bytes(address));
        return await command.ExecuteScalarAsync(ct) is byte[] content ? (ReadOnlyMemory<byte>?)content : null;
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<int> Number(int value) => new() { TypedValue = value };

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Bytes(ReadOnlyMemory<byte> value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
