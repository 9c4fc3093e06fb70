using Npgsql;
using NpgsqlTypes;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Privacy;

/// <summary>
/// The keys of subjects in the journal's database, in a table of their own (pc_subjects), so that every node opens what any has sealed. Copies of the database
/// from before an erasure still hold its key: how long they are kept is how long the erasure takes to be complete.
/// </summary>
public sealed class SubjectVault : ISubjectVault
{
    private readonly NpgsqlDataSource _source;
    private readonly SchemaName _schema;
    private readonly VaultKey? _vaultKey;

    internal SubjectVault(NpgsqlDataSource source, SchemaName schema, VaultKey? vaultKey)
    {
        _source = source;
        _schema = schema;
        _vaultKey = vaultKey;
    }

    public async Task<string> SealAsync(string subject, string text, CancellationToken ct = default)
    {
        var fresh = VaultKey.NewSubjectKey();
        var stored = await Reachability.Told(() => StoredKeyAsync(subject, _vaultKey?.Wrap(subject, fresh) ?? fresh, ct), ct) ?? throw new SubjectErasedException(subject);
        return SealedText.Seal(Usable(subject, stored), subject, text);
    }

    public Task<IReadOnlyList<string?>> OpenAsync(IReadOnlyList<SealedText> texts, CancellationToken ct = default) => Reachability.Told<IReadOnlyList<string?>>(
        async () =>
        {
            var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            await using var select = _source.CreateCommand($"select subject, key from {_schema}.pc_subjects where subject = any($1) and key is not null");
            select.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. texts.Select(text => text.Subject).Distinct(StringComparer.Ordinal)] });
            await using var reader = await select.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                keys[reader.GetString(0)] = Usable(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            return [.. texts.Select(text => keys.TryGetValue(text.Subject, out var key) ? text.Open(key) : null)];
        },
        ct);

    // What never had a key gets a row as well: whoever seals for it at this moment on another node is refused.
    public Task EraseAsync(IReadOnlyCollection<string> subjects, CancellationToken ct = default) => Reachability.Told(
        async () =>
        {
            await using var erase = _source.CreateCommand(
                $"""
                insert into {_schema}.pc_subjects as kept (subject, key, erased_at) select subject, null, now() from unnest($1) as given (subject)
                on conflict (subject) do update set key = null, erased_at = now() where kept.key is not null
                """);
            erase.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. subjects.Distinct(StringComparer.Ordinal)] });
            return await erase.ExecuteNonQueryAsync(ct);
        },
        ct);

    /// <summary>Before the first use: wraps what stands bare, once a vault key is given, and makes sure that this node can open what others seal.</summary>
    /// <exception cref="JournalSchemaException">The keys are wrapped with a vault key that was not given, or with another one.</exception>
    public async Task StartAsync(CancellationToken ct = default)
    {
        var bare = new List<(string Subject, byte[] Key)>();
        await using (var select = _source.CreateCommand($"select subject, key from {_schema}.pc_subjects where key is not null"))
        await using (var reader = await select.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var (subject, stored) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
                _ = Usable(subject, stored);
                if (_vaultKey is not null && VaultKey.IsBare(stored))
                    bare.Add((subject, stored));
            }
        }

        foreach (var (subject, key) in bare)
        {
            await using var wrap = _source.CreateCommand($"update {_schema}.pc_subjects set key = $2 where subject = $1 and key = $3");
            wrap.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
            wrap.Parameters.Add(Bytes(_vaultKey!.Wrap(subject, key)));
            wrap.Parameters.Add(Bytes(key));
            await wrap.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task<byte[]?> StoredKeyAsync(string subject, byte[] fresh, CancellationToken ct)
    {
        await using (var insert = _source.CreateCommand($"insert into {_schema}.pc_subjects (subject, key) values ($1, $2) on conflict do nothing"))
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
            insert.Parameters.Add(Bytes(fresh));
            await insert.ExecuteNonQueryAsync(ct);
        }

        await using var select = _source.CreateCommand($"select key from {_schema}.pc_subjects where subject = $1");
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        return await select.ExecuteScalarAsync(ct) as byte[];
    }

    private byte[] Usable(string subject, byte[] stored) => (VaultKey.IsBare(stored), _vaultKey) switch
    {
        (true, _) => stored,
        (false, null) => throw new JournalSchemaException("The keys of persons in this database are wrapped with a vault key: name its file (--vault-key-file)."),
        (false, { } vaultKey) => vaultKey.Unwrap(subject, stored) ?? throw new JournalSchemaException("The keys of persons in this database are wrapped with another vault key than the one given (--vault-key-file)."),
    };

    private static NpgsqlParameter<byte[]> Bytes(byte[] value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
