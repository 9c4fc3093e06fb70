using System.Security.Cryptography;
using Npgsql;
using Portcullis.Journal;

namespace Portcullis.Testing;

/// <summary>
/// One PostgreSQL for a whole test run: the one that PORTCULLIS_POSTGRES names, else a private instance in a temporary folder, started when first
/// asked for and removed at the end. Meant as an assembly fixture; each test class takes a database of its own.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<string> databases = [];
    private string? server = Environment.GetEnvironmentVariable("PORTCULLIS_POSTGRES");
    private TestInstance? instance;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct = default)
    {
        var name = $"test_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        await gate.WaitAsync(ct);
        try
        {
            if (string.IsNullOrEmpty(server))
            {
                instance = await TestInstance.StartAsync(ct);
                server = instance.ConnectionString;
            }

            await ExecuteAsync($"create database {name}", ct);
            databases.Add(name);
        }
        finally
        {
            gate.Release();
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (instance is not null)
        {
            await instance.DisposeAsync();
        }
        else
        {
            foreach (var database in databases)
                await ExecuteAsync($"drop database if exists {database} with (force)", CancellationToken.None);
        }

        gate.Dispose();
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
