using System.Diagnostics;
using Portcullis.Journal;
using Portcullis.Testing;

namespace Portcullis.Faults.Tests;

/// <summary>A PostgreSQL outside of the gateways, to be stopped, killed and brought back.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private readonly string _folder = TestFolder.NewPath("portcullis-faults-");
    private PrivatePostgres? _server;

    public string ConnectionString { get; private set; } = "";

    public static async Task<DatabaseServer> StartAsync(CancellationToken cancellationToken)
    {
        var database = new DatabaseServer();
        await database.BringBackAsync(cancellationToken);
        return database;
    }

    public async Task BringBackAsync(CancellationToken cancellationToken)
    {
        var killed = _server;
        _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _folder }, cancellationToken);
        ConnectionString = _server.ConnectionString;
        if (killed is not null) await killed.DisposeAsync();
    }

    /// <summary>As an administrator would: connections are told, and end.</summary>
    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <summary>kill -9 of the server's first process; <see cref="BringBackAsync"/> lets it recover.</summary>
    public void Kill() => Process.GetProcessById(_server!.ProcessId).Kill();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
