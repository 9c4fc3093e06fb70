using System.Security.Cryptography;
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
            page = await Reachability.Told(() => StreamPageAsync(prefix, after, ct), ct);
            foreach (var stream in page)
                yield return stream;
            if (page.Count > 0)
                after = page[^1];
        }
        while (page.Count == Limits.PageEvents);
    }

    private async Task<List<string>> StreamPageAsync(string prefix, string after, CancellationToken ct)
    {
        var page = new List<string>();
        await using var command = Command(queries.ListStreams, Text(after), Text(prefix), Number(Limits.PageEvents));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            page.Add(reader.GetString(0));
        return page;
    }

    public Task<long> HeadAsync(CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = Command(queries.Head);
            return (long)(await command.ExecuteScalarAsync(ct))!;
        },
        ct);

    public Task<ChainHead> ChainHeadAsync(CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = Command(queries.ChainHead);
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct)
                ? new ChainHead(reader.GetInt64(0), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)))
                : new ChainHead(0, 0, Convert.ToHexStringLower(BlockHash.Genesis.Span));
        },
        ct);

    public Task<Snapshot?> LoadSnapshotAsync(string stream, int schema, CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = Command(queries.LoadSnapshot, Text(stream), Number(schema));
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? new Snapshot(stream, reader.GetInt64(0), schema, reader.GetFieldValue<byte[]>(1)) : null;
        },
        ct);

    public Task SaveSnapshotAsync(Snapshot snapshot, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(snapshot.Json.Length, Limits.SnapshotBytes, nameof(snapshot));
        return ExecuteAsync(
            Command(queries.SaveSnapshot, Text(snapshot.Stream), Number(snapshot.Schema), new NpgsqlParameter<long> { TypedValue = snapshot.Version }, Bytes(snapshot.Json)), ct);
    }

    public Task PutBlobAsync(byte[] address, ReadOnlyMemory<byte> content, CancellationToken ct) => ExecuteAsync(Command(queries.PutBlob, Bytes(address), Bytes(content)), ct);

    public Task<ReadOnlyMemory<byte>?> GetBlobAsync(byte[] address, CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = Command(queries.GetBlob, Bytes(address));
            return await command.ExecuteScalarAsync(ct) is byte[] content && SHA256.HashData(content).AsSpan().SequenceEqual(address) ? (ReadOnlyMemory<byte>?)content : null;
        },
        ct);

    private static Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using (command) return await command.ExecuteNonQueryAsync(ct);
        },
        ct);

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
