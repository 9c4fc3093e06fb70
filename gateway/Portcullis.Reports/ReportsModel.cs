using Npgsql;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Projections;
using Portcullis.Reports.Folding;
using Portcullis.Reports.Storage;

namespace Portcullis.Reports;

/// <summary>
/// Orders, rule outcomes, account days and evidence, folded from the accounts' streams. One model and not four: each event is read and understood
/// once, and all four tell of the same point of the journal, so that an order which is in one report is in every other.
/// </summary>
public sealed class ReportsModel : IProjection
{
    public static readonly ReportsModel Current = new();

    public string Name => "reports";

    /// <summary>Raised when a table or the meaning of a column changes.</summary>
    public int Version => 1;

    public async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ReportStore.Create(schema), connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, string schema, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var happened = Understood(events);
        if (happened.Count == 0) return;
        var store = new ReportStore(connection, schema);
        var rows = await store.LoadAsync(happened.Select(one => one.Event), ct);
        Fold(rows, happened);
        await store.SaveAsync(rows, ct);
    }

    private static void Fold(ReportRows rows, List<(StoredEvent Stored, ReportEvent Event)> happened)
    {
        var fold = new ReportFold(rows);
        foreach (var (stored, one) in happened)
        {
            try
            {
                fold.Fold(one.Account, one.Position, one.Happened);
            }
            catch (Exception e) when (e is ArithmeticException or ArgumentException or InvalidOperationException)
            {
                throw new PoisonEventException(stored, e);
            }
        }
    }

    /// <summary>The accounts' events that this program knows; a newer one's change nothing that it could tell.</summary>
    private static List<(StoredEvent Stored, ReportEvent Event)> Understood(IReadOnlyList<StoredEvent> events)
    {
        var understood = new List<(StoredEvent, ReportEvent)>(events.Count);
        foreach (var stored in events)
        {
            if (Streams.AccountOf(stored.Stream) is { } account && Read(stored) is { } happened)
                understood.Add((stored, new ReportEvent(account.Value, stored.Position, happened)));
        }

        return understood;
    }

    private static IAccountEvent? Read(StoredEvent stored)
    {
        try
        {
            return EventCatalog.Read(stored.Type, stored.Json.Span) as IAccountEvent;
        }
#pragma warning disable CA1031 // Whatever an unreadable event makes a reader throw, it is that event's fault, and must be told of it.
        catch (Exception e)
        {
            throw new PoisonEventException(stored, e);
        }
#pragma warning restore CA1031
    }
}
