using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Privacy;

/// <summary>
/// Seals personal data before it enters an event, with a key of its own for each person (AES-256-GCM, bound to the person's id).
/// Destroying the key makes every copy unreadable, in the journal, in archives and in backups taken afterwards, and no hash changes.
/// </summary>
public sealed class SubjectVault
{
    private const string Prefix = "sealed1:";
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly NpgsqlDataSource _source;
    private readonly SchemaName _schema;

    internal SubjectVault(NpgsqlDataSource source, SchemaName schema)
    {
        _source = source;
        _schema = schema;
    }

    /// <exception cref="InvalidOperationException">The person's data was erased: nothing new may be written about them.</exception>
    public async Task<string> SealAsync(string subject, string text, CancellationToken ct = default)
    {
        var key = await KeyAsync(subject, ct) ?? throw new InvalidOperationException($"The data of '{subject}' was erased.");
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(subject));
        return Prefix + Convert.ToBase64String(box);
    }

    /// <summary>Null when the person's data was erased, or the text was not sealed for them.</summary>
    public async Task<string?> OpenAsync(string subject, string sealedText, CancellationToken ct = default)
    {
        if (!sealedText.StartsWith(Prefix, StringComparison.Ordinal) || await ExistingKeyAsync(subject, ct) is not { } key)
            return null;
        try
        {
            var box = Convert.FromBase64String(sealedText[Prefix.Length..]);
            var plain = new byte[box.Length - NonceSize - TagSize];
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(subject));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Destroys the person's key, for ever. False when there was none.</summary>
    public async Task<bool> EraseAsync(string subject, CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand($"update {_schema}.pc_subjects set key = null, erased_at = now() where subject = $1 and key is not null");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private async Task<byte[]?> KeyAsync(string subject, CancellationToken ct)
    {
        await using (var insert = _source.CreateCommand($"insert into {_schema}.pc_subjects (subject, key) values ($1, $2) on conflict do nothing"))
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = RandomNumberGenerator.GetBytes(32), NpgsqlDbType = NpgsqlDbType.Bytea });
            await insert.ExecuteNonQueryAsync(ct);
        }

        return await ExistingKeyAsync(subject, ct);
    }

    private async Task<byte[]?> ExistingKeyAsync(string subject, CancellationToken ct)
    {
        await using var select = _source.CreateCommand($"select key from {_schema}.pc_subjects where subject = $1");
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        return await select.ExecuteScalarAsync(ct) as byte[];
    }
}
