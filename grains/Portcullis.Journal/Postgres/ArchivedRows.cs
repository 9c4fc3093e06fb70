using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Postgres;

/// <summary>What has left the tables, as the chain's records and the rows beside it tell.</summary>
internal sealed class ArchivedRows(NpgsqlDataSource source, Queries queries)
{
    private static readonly IReadOnlyList<ArchiveRecord> None = [];

    /// <summary>The records of all archives, oldest first.</summary>
    public Task<IReadOnlyList<ArchiveRecord>> RecordsAsync(CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            return await RecordsAsync(connection, ct);
        },
        ct);

    public async Task<IReadOnlyList<ArchiveRecord>> RecordsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(queries.ArchiveRecords, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<ArchiveRecord>? records = null;
        while (await reader.ReadAsync(ct))
        {
            if (ArchiveRecord.Of(EventReader.Read(reader)) is { } record)
                (records ??= []).Add(record);
        }

        return records ?? None;
    }

    /// <summary>The digest that the record of an archive carries: over its rows, and the keys of the events that they name.</summary>
    /// <param name="takenDown">The table that holds the rows before they are known; null for the known ones.</param>
    public async Task<string> DigestAsync(NpgsqlConnection connection, long archive, string? takenDown, CancellationToken ct)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AddAsync(connection, queries.ArchivedBy(takenDown), archive, digest, ct);
        await AddAsync(connection, queries.ArchivedKeysOf(takenDown), archive, digest, ct);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>What does not fit the records: rows, keys, and the files themselves where their folder is at hand.</summary>
    public async IAsyncEnumerable<Finding> FindingsAsync(ArchiveFolder? folder, [EnumeratorCancellation] CancellationToken ct)
    {
        var records = await RecordsAsync(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        for (var n = 0; n < records.Count; n++)
        {
            if (await DigestAsync(connection, n + 1, null, ct) != records[n].RemovedDigest)
            {
                yield return new Finding(
                    FindingKind.WrongArchive, $"What is said to be in archive {n + 1} is not what was recorded when it was made, or a key of it was edited.", records[n].LastPosition);
            }

            if (folder is not null && await folder.FaultOfAsync(records[n], ct) is { } fault)
                yield return new Finding(FindingKind.WrongArchive, fault, records[n].LastPosition);
        }
    }

    private static async Task AddAsync(NpgsqlConnection connection, string sql, long archive, IncrementalHash digest, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new NpgsqlParameter<long> { TypedValue = archive } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.GetValue(column) is string text)
                    Add(digest, Encoding.UTF8.GetBytes(text));
                else
                    Add(digest, reader.GetValue(column) is DateTime at ? Microseconds.Of(new DateTimeOffset(at)) : reader.GetInt64(column));
            }
        }
    }

    private static void Add(IncrementalHash digest, byte[] text)
    {
        Add(digest, text.Length);
        digest.AppendData(text);
    }

    private static void Add(IncrementalHash digest, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        digest.AppendData(bytes);
    }
}
