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

    // Commits happen on the real clock, whatever clock decisions are made on: each event carries the time it was decided at.
    public static async Task<Storage> OpenAsync(GatewayOptions options, CancellationToken cancellationToken)
    {
        var server = options.Postgres is null
            ? await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = Path.Combine(options.DataDir, "postgres") }, cancellationToken)
            : null;
        var connection = options.Postgres ?? server!.ConnectionString;
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection }, TimeProvider.System, null, cancellationToken);
        var paper = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection, Schema = "paper", ReadConnections = 4 }, TimeProvider.System, null, cancellationToken);
        return new Storage(server, journal, paper);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await PaperLedger.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
