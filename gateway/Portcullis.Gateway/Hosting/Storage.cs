using Portcullis.Journal;

namespace Portcullis.Gateway.Hosting;

/// <summary>The database: a given one, or a private PostgreSQL in the data folder; and the two journals in it, the gateway's and the paper broker's.</summary>
public sealed class Storage : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;

    private Storage(PrivatePostgres? server, PostgresJournal journal, PostgresJournal paperLedger)
    {
        _server = server;
        Journal = journal;
        PaperLedger = paperLedger;
    }

    public PostgresJournal Journal { get; }

    public PostgresJournal PaperLedger { get; }

    public static async Task<Storage> OpenAsync(GatewayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = options.Postgres is null
            ? await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = Path.Combine(options.DataDir, "postgres") }, cancellationToken)
            : null;
        var connection = options.Postgres ?? server!.ConnectionString;
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection }, time, null, cancellationToken);
        var paper = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection, Schema = "paper", ReadConnections = 4 }, time, null, cancellationToken);
        return new Storage(server, journal, paper);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await PaperLedger.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
