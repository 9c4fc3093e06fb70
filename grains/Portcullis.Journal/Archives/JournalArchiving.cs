using System.Collections.Immutable;
using Npgsql;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Archives;

/// <summary>What one run of <see cref="JournalArchiving"/> has done.</summary>
/// <param name="Path">The file that was written; null when there was nothing to archive.</param>
/// <param name="ThroughPosition">The last position that the archives hold.</param>
/// <param name="Events">How many events the file holds.</param>
/// <param name="Removed">How many events have left the tables.</param>
/// <param name="Staying">Streams with the most archived events that stay in the tables as well, since no snapshot covers them.</param>
public sealed record ArchivingResult(string? Path, long ThroughPosition, long Events, long Removed, ImmutableArray<(string Stream, long Events)> Staying);

/// <summary>
/// Retention: writes what is old into an archive that verifies by itself, swears to that in the chain, and then takes out of the tables what
/// snapshots cover. Runs with the owner's rights, beside running gateways, which need no right to remove anything.
/// Each step leaves a journal that is whole and verifies: the file is on the disk before the chain speaks of it, the chain speaks of it before
/// an event leaves, and a run that was broken off is finished by the next one.
/// </summary>
public sealed class JournalArchiving
{
    private const int StreamsTold = 10;
    private const int NoTimeout = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _connectionString;
    private readonly SchemaName _schema;
    private readonly Queries _queries;
    private readonly TimeProvider _time;

    /// <param name="ownerConnectionString">In Npgsql's form, with the owner's rights.</param>
    public JournalArchiving(string ownerConnectionString, string schema, TimeProvider time)
    {
        _connectionString = ownerConnectionString;
        _schema = new SchemaName(schema);
        _queries = new Queries(_schema);
        _time = time;
    }

    /// <summary>Archives all that was committed before a time and is not archived yet.</summary>
    /// <param name="folder">All archives of this journal belong into one folder. Made when missing.</param>
    /// <exception cref="ArchivingException">It would not be safe now; the message says why. Nothing was removed.</exception>
    public async Task<ArchivingResult> RunAsync(DateTimeOffset before, string folder, CancellationToken ct = default)
    {
        await using var pool = Connections.ForMigrating(new PostgresJournalOptions { ConnectionString = _connectionString });
        await Migrations.CheckAsync(pool.Source, _schema, ct);
        await using var connection = await pool.Source.OpenConnectionAsync(ct);
        if (await ScalarAsync(connection, "select pg_try_advisory_lock($1)", ct, _schema.ArchivingLock) is false)
            throw new ArchivingException("Another run archives this journal now.");

        var rows = new ArchivedRows(pool.Source, _queries);
        var target = new ArchiveFolder(folder);
        var records = await rows.RecordsAsync(connection, ct);
        await CheckKeptAsync(records, target, ct);
        var removed = await RemoveAsync(connection, records, ct);

        var from = records is [.., var last] ? last.LastPosition + 1 : 1;
        var through = (long)(await ScalarAsync(connection, _queries.PositionBefore, ct, before.UtcDateTime))!;
        if (through < from)
            return new ArchivingResult(null, from - 1, 0, removed, await StayingAsync(connection, from - 1, ct));

        await CheckReadersAsync(connection, through, ct);
        var file = await WriteAsync(new PostgresVerifier(pool.Source, _queries), target, from, through, ct);
        var record = await RecordAsync(connection, rows, records.Count, file, ct);
        removed += await RemoveAsync(connection, [.. records, record], ct);
        await ExecuteAsync(connection, _queries.Vacuum, ct);
        return new ArchivingResult(target.PathOf(record.File), through, through - from + 1, removed, await StayingAsync(connection, through, ct));
    }

    /// <summary>The chain's word is not enough to remove anything: the newest archive must lie where this run was told.</summary>
    private static async Task CheckKeptAsync(IReadOnlyList<ArchiveRecord> records, ArchiveFolder folder, CancellationToken ct)
    {
        if (records is [.., var last] && await folder.FaultOfAsync(last, ct) is { } fault)
            throw new ArchivingException($"{fault} All archives of a journal belong into one folder.");
    }

    private async Task CheckReadersAsync(NpgsqlConnection connection, long through, CancellationToken ct)
    {
        await using var command = Command(connection, _queries.ProgressBehind, through);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
            throw new ArchivingException($"The read model {reader.GetString(0)} has not yet folded what lies up to position {through}: let it catch up, or reset it.");
    }

    /// <summary>The file as it will stay, proven before its name is given to it.</summary>
    private static async Task<ArchiveRecord> WriteAsync(PostgresVerifier chain, ArchiveFolder folder, long from, long through, CancellationToken ct)
    {
        var name = ArchiveFolder.NameOf(from, through);
        var draft = await ArchiveFile.WriteDraftAsync(folder.PathOf(name), file => JournalArchive.WriteAsync(chain, null, from, through, file, ct), ct);
        var report = await new JournalArchive(draft).VerifyAsync(new VerifyRequest(), null, ct);
        var blocks = await chain.BlocksAsync(through, through, ct).ToListAsync(ct);
        if (!report.Valid || report.Events != through - from + 1 || report.HeadHash != Convert.ToHexStringLower(blocks[^1].Hash))
        {
            File.Delete(draft);
            var why = report.Valid ? "it does not end where the chain does" : report.Findings[0].Message;
            throw new ArchivingException($"What was written does not verify, so nothing leaves the tables: {why}");
        }

        var sha256 = await ArchiveFile.Sha256Async(draft, ct);
        ArchiveFile.Publish(draft, folder.PathOf(name));
        return new ArchiveRecord(from, through, blocks[^1].Number - report.Blocks + 1, blocks[^1].Number, report.HeadHash, name, sha256, 0, string.Empty);
    }

    /// <summary>What will leave becomes known in the same transaction, of one round trip, as the record that swears to it, and before anything leaves.</summary>
    private async Task<ArchiveRecord> RecordAsync(NpgsqlConnection connection, ArchivedRows rows, long version, ArchiveRecord file, CancellationToken ct)
    {
        await ExecuteAsync(connection, _queries.BeginTakingDown, ct);
        await ExecuteAsync(connection, _queries.TakeDown, ct, version + 1, file.LastPosition);
        var record = file with
        {
            Removed = (long)(await ScalarAsync(connection, _queries.CountTakenDown, ct))!,
            RemovedDigest = await rows.DigestAsync(connection, version + 1, Queries.TakenDown, ct),
        };
        await using var statement = new AppendStatement(connection, _queries.AppendRecord, _schema, Environment.MachineName, Patience);
        var append = new Append(ArchiveRecord.Stream, version, [record.ToEvent()], _time.GetUtcNow());
        if ((await statement.CommitAsync([new PendingAppend(append)]))[0] is AppendResult.Accepted)
            return record;
        await ExecuteAsync(connection, _queries.ForgetUnrecorded, ct, version);
        throw new ArchivingException($"Somebody else writes the stream {ArchiveRecord.Stream}.");
    }

    /// <summary>In short transactions, oldest first, so that nobody waits. May be repeated. Returns how many events have left.</summary>
    private async Task<long> RemoveAsync(NpgsqlConnection connection, IReadOnlyList<ArchiveRecord> records, CancellationToken ct)
    {
        if (records.Count == 0)
            return 0;
        var (removed, from, through) = (0L, 0L, records[^1].LastPosition);
        while (await ScalarAsync(connection, _queries.NextStretch, ct, through, from) is long to)
        {
            removed += await ExecuteAsync(connection, _queries.RemoveArchived, ct, from, to);
            from = to;
        }

        return removed;
    }

    private async Task<ImmutableArray<(string, long)>> StayingAsync(NpgsqlConnection connection, long through, CancellationToken ct)
    {
        var staying = ImmutableArray.CreateBuilder<(string, long)>();
        await using var command = Command(connection, _queries.StaysFor, through, StreamsTold);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            staying.Add((reader.GetString(0), reader.GetInt64(1)));
        return staying.ToImmutable();
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] arguments)
    {
        await using var command = Command(connection, sql, arguments);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] arguments)
    {
        await using var command = Command(connection, sql, arguments);
        return await command.ExecuteScalarAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] arguments)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = NoTimeout };
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }
}
