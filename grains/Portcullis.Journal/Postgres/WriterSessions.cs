using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Opens the writing connections of one writer, one at a time, each only after the one before has certainly ended.</summary>
internal sealed class WriterSessions(HostPool pool, Queries queries, SchemaName schema, PostgresJournalOptions options, string name)
{
    /// <summary>When a refused caller may try again.</summary>
    public TimeSpan RetryAfter { get; } = options.ReconnectPause;

    public static JournalUnavailableException Unavailable(string message, Exception? why) => new(message, why);

    public async Task<WriterSession> OpenAsync(CancellationToken ct)
    {
        pool.ForgetHosts();
        var connection = await pool.Source.OpenConnectionAsync(ct);
        try
        {
            await EndEarlierSessionsAsync(connection, ct);
            var statement = new AppendStatement(connection, queries.Append, schema, options.NodeName, options.CommitTimeout);
            await statement.PrepareAsync(ct);
            return new WriterSession(connection, statement);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task EndEarlierSessionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(queries.EndEarlierSessions, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await command.ExecuteNonQueryAsync(ct);
    }
}
