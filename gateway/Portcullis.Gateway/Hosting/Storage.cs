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
    // The last opened is closed first.
    private readonly Stack<IAsyncDisposable> _parts;
    private readonly ILoggerFactory _loggers;

    private Storage(Stack<IAsyncDisposable> parts, PostgresJournal journal, PostgresJournal paperLedger, CheckpointFolder folder, ILoggerFactory loggers)
    {
        _parts = parts;
        _loggers = loggers;
        Journal = journal;
        PaperLedger = paperLedger;
        Checkpoints = folder;
    }

    public PostgresJournal Journal { get; }

    public PostgresJournal PaperLedger { get; }

    /// <summary>What was signed of the journal, and the keys that vouch for it.</summary>
    public CheckpointFolder Checkpoints { get; }

    /// <param name="options">Where the data lies.</param>
    /// <param name="loggers">Disposed of with this.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    // Commits happen on the real clock, whatever clock decisions are made on: each event carries the time it was decided at.
    public static async Task<Storage> OpenAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var vaultKey = options.VaultKeyFile is { } file ? VaultKey.FromFile(file) : null;
            var connection = options.Postgres ?? Opened(
                await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = Path.Combine(options.DataDir, "postgres") }, cancellationToken)).ConnectionString;
            var journal = Opened(await PostgresJournal.OpenAsync(
                new PostgresJournalOptions { ConnectionString = connection, ArchiveFolder = options.Archives, VaultKey = vaultKey }, TimeProvider.System, loggers, cancellationToken));
            await journal.Subjects.StartAsync(cancellationToken);
            var paper = Opened(await PostgresJournal.OpenAsync(
                new PostgresJournalOptions { ConnectionString = connection, Schema = "paper", ReadConnections = 4 }, TimeProvider.System, loggers, cancellationToken));
            var folder = new CheckpointFolder(options.CheckpointFolder);
            var schedule = new CheckpointExporterOptions { Webhooks = options.CheckpointWebhook is { } webhook ? [webhook] : [] };
            Opened(new CheckpointExporter(journal, folder, schedule, TimeProvider.System, loggers.CreateLogger<CheckpointExporter>())).Start();
            return new Storage(parts, journal, paper, folder, loggers);
        }
        catch
        {
            await CloseAsync(parts);
            throw;
        }

        T Opened<T>(T part)
            where T : IAsyncDisposable
        {
            parts.Push(part);
            return part;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_parts);
        _loggers.Dispose();
    }

    private static async Task CloseAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part)) await part.DisposeAsync();
    }
}
