using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// What the running gateway's role may do: read, append through pc_append, keep snapshots, blobs, progress and the outbox's mark. It can't change or delete an event,
/// nor make or alter a table among them: pc_append runs with its owner's rights, and so does what makes a read model a schema of its own.
/// </summary>
internal static class RuntimeRole
{
    public static async Task GrantAsync(NpgsqlDataSource owner, SchemaName schema, string role, CancellationToken ct)
    {
        var quoted = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await using var command = owner.CreateCommand(
            $"""
            revoke all on schema {schema} from public;
            revoke execute on all functions in schema {schema} from public;
            revoke all on all tables in schema {schema} from {quoted};
            grant usage on schema {schema} to {quoted};
            grant select on all tables in schema {schema} to {quoted};
            grant select on {schema}.mt_events_sequence to {quoted};
            grant insert, update on {schema}.pc_snapshots, {schema}.pc_subjects, {schema}.mt_event_progression to {quoted};
            grant update on {schema}.pc_outbox to {quoted};
            grant insert on {schema}.pc_blobs to {quoted};
            grant update (fault) on {schema}.pc_models to {quoted};
            grant insert on {schema}.pc_model_aside to {quoted};
            grant execute on all functions in schema {schema} to {quoted};
            """);
        await command.ExecuteNonQueryAsync(ct);
    }
}
