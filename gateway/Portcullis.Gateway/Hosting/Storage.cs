using Portcullis.Journal;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Privacy;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// The database: a given one, or a private PostgreSQL in the data folder; the two journals in it, the gateway's and the paper broker's;
/// and the signed checkpoints that vouch for the first from outside.
/// </summary>
public sealed class Storage : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;
    private readonly CheckpointExporter _checkpoints;
    private readonly ILoggerFactory _loggers;

    private Storage(PrivatePostgres? server, PostgresJournal journal, PostgresJournal paperLedger, CheckpointFolder folder, CheckpointExporter checkpoints, ILoggerFactory loggers)
    {
        _loggers = loggers;
        _server = server;
        _checkpoints = checkpoints;
        Journal = journal;
        PaperLedger = paperLedger;
        Checkpoints = folder;
    }

    public PostgresJournal Journal { get; }

    public PostgresJournal PaperLedger { get; }

    /// <summary>What was signed of the journal, and the keys that vouch for it.</summary>
    public CheckpointFolder Checkpoints { get; }

    /// <param name="loggers">Disposed of with this.</param>
    // Commits happen on the real clock, whatever clock decisions are made on: each event carries the time it was decided at.
    public static async Task<Storage> OpenAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var vaultKey = options.VaultKeyFile is { } file ? VaultKey.FromFile(file) : null;
        var server = options.Postgres is null
            ? await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = Path.Combine(options.DataDir, "postgres") }, cancellationToken)
            : null;
        var connection = options.Postgres ?? server!.ConnectionString;
        var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { ConnectionString = connection, ArchiveFolder = options.Archives, VaultKey = vaultKey }, TimeProvider.System, loggers, cancellationToken);
        await journal.Subjects.StartAsync(cancellationToken);
        var paper = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection, Schema = "paper", ReadConnections = 4 }, TimeProvider.System, loggers, cancellationToken);
        var folder = new CheckpointFolder(options.CheckpointFolder);
        var schedule = new CheckpointExporterOptions { Webhooks = options.CheckpointWebhook is { } webhook ? [webhook] : [] };
        var checkpoints = new CheckpointExporter(journal, folder, schedule, TimeProvider.System, loggers.CreateLogger<CheckpointExporter>());
        checkpoints.Start();
        return new Storage(server, journal, paper, folder, checkpoints, loggers);
    }

    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        await Journal.DisposeAsync();
        await PaperLedger.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _loggers.Dispose();
    }
}
