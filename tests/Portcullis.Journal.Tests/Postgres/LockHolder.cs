using Npgsql;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>Another node that holds the append lock for as long as a test wants.</summary>
internal sealed class LockHolder : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CancellationToken _ct;

    private LockHolder(NpgsqlConnection connection, CancellationToken ct)
    {
        _connection = connection;
        _ct = ct;
    }

    public static async Task<LockHolder> TakeAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"select pg_advisory_lock({new SchemaName("public").AppendLock})", connection);
        await command.ExecuteNonQueryAsync(ct);
        return new LockHolder(connection, ct);
    }

    /// <summary>Completes when a batch waits for the lock.</summary>
    public async Task WaitForWaiterAsync()
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))", _connection);
        await Wait.UntilAsync(async () => await command.ExecuteScalarAsync(_ct) is true, _ct);
    }

    /// <summary>The lock is free when this returns: the server would notice the end of the session in its own time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            await using var free = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection);
            await free.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await _connection.DisposeAsync();
    }
}
