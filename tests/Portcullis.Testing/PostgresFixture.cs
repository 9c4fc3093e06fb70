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
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<string> _databases = [];
    private string? _server = Environment.GetEnvironmentVariable("PORTCULLIS_POSTGRES");
    private TestInstance? _instance;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct = default)
    {
        var name = $"test_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        await _gate.WaitAsync(ct);
        try
        {
            if (string.IsNullOrEmpty(_server))
            {
                _instance = await TestInstance.StartAsync(ct);
                _server = _instance.ConnectionString;
            }

            await ExecuteAsync($"create database {name}", ct);
            _databases.Add(name);
        }
        finally
        {
            _gate.Release();
        }

        return new NpgsqlConnectionStringBuilder(_server) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }
        else
        {
            foreach (var database in _databases)
                await ExecuteAsync($"drop database if exists {database} with (force)", CancellationToken.None);
        }

        _gate.Dispose();
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_server + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
