using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Numbered scripts, applied once each, forward only. What has been applied is never edited: its checksum is compared at every start.</summary>
internal static class Migrations
{
    private sealed record Script(int Number, string Name, string Text)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));
    }

    private static readonly IReadOnlyList<Script> Scripts = [.. Load()];

    /// <exception cref="JournalSchemaException">The database is newer than this program, or a script was changed after it had been applied.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource source, SchemaName schema, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // Nodes that start together take turns: the second finds nothing left to do.
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({schema.MigrationLock})", ct);
        await ExecuteAsync(connection, LedgerTable(schema), ct);
        var applied = await AppliedAsync(connection, schema, ct);
        Check(applied);
        foreach (var script in Scripts.Where(script => !applied.ContainsKey(script.Number)))
        {
            await ExecuteAsync(connection, script.Text.Replace("{schema}", schema.ToString(), StringComparison.Ordinal), ct);
            await RecordAsync(connection, schema, script, ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>For a role that may not migrate: the same checks, and nothing may be missing.</summary>
    public static async Task CheckAsync(NpgsqlDataSource source, SchemaName schema, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var applied = await FoundAsync(connection, schema, ct);
        Check(applied);
        if (Scripts.FirstOrDefault(script => !applied.ContainsKey(script.Number)) is { } missing)
            throw new JournalSchemaException($"Schema '{schema}' lacks migration {missing.Number} ({missing.Name}): run the migrations with an owner's connection first.");
    }

    private static void Check(Dictionary<int, string> applied)
    {
        var newest = Scripts[^1].Number;
        if (applied.Count > 0 && applied.Keys.Max() is var found && found > newest)
            throw new JournalSchemaException($"The journal's schema is at version {found}, this program knows {newest}: run a newer program. Nothing was changed.");

        foreach (var script in Scripts)
        {
            if (applied.TryGetValue(script.Number, out var checksum) && checksum != script.Checksum)
                throw new JournalSchemaException($"Migration {script.Number} ({script.Name}) was applied with other content than this program holds.");
        }
    }

    private static string LedgerTable(SchemaName schema) =>
        $"""
        create schema if not exists {schema};
        create table if not exists {schema}.pc_migrations (
            number integer primary key, name varchar not null, checksum varchar not null, applied_at timestamptz not null default now())
        """;

    private static async Task<Dictionary<int, string>> FoundAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken ct)
    {
        try
        {
            return await AppliedAsync(connection, schema, ct);
        }
        catch (PostgresException none) when (none.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new JournalSchemaException($"There is no journal in schema '{schema}' of this database.");
        }
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken ct)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand($"select number, checksum from {schema}.pc_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        return applied;
    }

    private static async Task RecordAsync(NpgsqlConnection connection, SchemaName schema, Script script, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"insert into {schema}.pc_migrations (number, name, checksum) values ($1, $2, $3)", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = script.Number });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = script.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = script.Checksum });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static IEnumerable<Script> Load()
    {
        var assembly = typeof(Migrations).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new Script(int.Parse(resource[..3], System.Globalization.CultureInfo.InvariantCulture), resource[4..], text.ReadToEnd());
        }
    }
}
