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
        var (happened, needs) = Understood(events);
        if (happened.Count == 0) return;
        var store = new ReportStore(connection, schema);
        var rows = await store.LoadAsync(needs, ct);
        var fold = new ReportFold(rows);
        foreach (var (stored, one) in happened)
            Blame(stored, () => fold.Fold(one.Account, one.Position, one.Happened));
        await store.SaveAsync(rows, ct);
    }

    /// <summary>The accounts' events that this program knows; a newer one's change nothing that it could tell.</summary>
    private static (List<(StoredEvent Stored, ReportEvent Event)> Happened, BatchNeeds Needs) Understood(IReadOnlyList<StoredEvent> events)
    {
        var (understood, needs) = (new List<(StoredEvent, ReportEvent)>(events.Count), new BatchNeeds());
        foreach (var stored in events)
        {
            Blame(stored, () =>
            {
                if (Streams.AccountOf(stored.Stream) is not { } account || EventCatalog.Read(stored.Type, stored.Json.Span) is not IAccountEvent happened) return;
                var one = new ReportEvent(account.Value, stored.Position, happened);
                needs.Take(one);
                understood.Add((stored, one));
            });
        }

        return (understood, needs);
    }

    /// <summary>Whatever an event makes its reader or the fold throw, it is that event's fault: they touch nothing but memory, which the next try forgets.</summary>
    private static void Blame(StoredEvent stored, Action understand)
    {
        try
        {
            understand();
        }
#pragma warning disable CA1031 // See above.
        catch (Exception e)
        {
            throw new PoisonEventException(stored, e);
        }
#pragma warning restore CA1031
    }
}
