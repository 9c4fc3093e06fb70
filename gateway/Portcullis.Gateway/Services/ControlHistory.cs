using System.Collections.Concurrent;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;
using Portcullis.Journal;

namespace Portcullis.Gateway.Services;

/// <summary>
/// The controls as they stood at each place of the journal, to hold decisions against: each names the version of the control stream that it was made
/// under, and that must be the stream's version at its place, where nothing that covers an approved entry may be halted.
/// </summary>
public sealed class ControlHistory
{
    private readonly IJournal _journal;
    private readonly InstrumentCatalog _instruments;
    private readonly List<ControlState> _states = [ControlState.Empty];
    private readonly List<long> _positions = [0];
    private readonly ConcurrentDictionary<string, Task<string?>> _firms = new(StringComparer.Ordinal);

    private ControlHistory(IJournal journal, InstrumentCatalog instruments) => (_journal, _instruments) = (journal, instruments);

    public static async Task<ControlHistory> ReadAsync(IJournal journal, InstrumentCatalog instruments, CancellationToken cancellationToken)
    {
        var history = new ControlHistory(journal, instruments);
        await foreach (var stored in journal.ReadStreamAsync(ControlState.Stream, 1, cancellationToken))
        {
            var before = history._states[^1];
            history._states.Add(EventCatalog.Read(stored.Type, stored.Json.Span) is IControlEvent happened ? before.Evolve(happened) : before with { Version = stored.Version });
            history._positions.Add(stored.Position);
        }

        return history;
    }

    /// <summary>True only where <see cref="DifferencesAsync"/> finds nothing. Which accounts are a firm's takes a reading of the journal, which is left to that.</summary>
    public bool Confirm(StoredEvent stored, in DecisionRecord decided)
    {
        var controls = At(stored.Position);
        if (decided.ControlVersion != controls.Version) return false;
        if (controls.Controls.IsEmpty || !IsApprovedEntry(decided.Verdict, decided.Exposure)) return true;
        foreach (var control in controls.Controls.Values)
            if (control.Scope.Kind == ScopeKind.Firm || Reaches(control.Scope, firm: "", stored, decided.Request)) return false;
        return true;
    }

    /// <returns>One line for each contradiction between a decision and the controls at its place.</returns>
    public async Task<IReadOnlyList<string>> DifferencesAsync(StoredEvent stored, OrderDecided decided, CancellationToken cancellationToken)
    {
        var controls = At(stored.Position);
        var findings = new List<string>();
        if (decided.ControlVersion != controls.Version) findings.Add($"decided under control version {decided.ControlVersion}, where the control stream was at {controls.Version}");
        if (!IsApprovedEntry(decided.Verdict, decided.Exposure)) return findings;
        foreach (var control in controls.Controls.Values)
        {
            var firm = control.Scope.Kind == ScopeKind.Firm ? await _firms.GetOrAdd(stored.Stream, stream => FirmOfAsync(stream, cancellationToken)) : null;
            if (Reaches(control.Scope, firm ?? "", stored, decided.Request))
                findings.Add($"approved although {control.Scope} was {(control.Mode == ControlMode.Halted ? "halted" : "open to exits alone")} since control version {control.Version}");
        }

        return findings;
    }

    private static bool IsApprovedEntry(Verdict verdict, Exposure exposure) =>
        verdict is Verdict.Approved or Verdict.Resized && exposure is not (Exposure.Reducing or Exposure.Closing);

    private ControlState At(long position)
    {
        var found = _positions.BinarySearch(position);
        return _states[found >= 0 ? found : ~found - 1];
    }

    private bool Reaches(ControlScope scope, string firm, StoredEvent stored, OrderRequest asked) =>
        Grains.Streams.AccountOf(stored.Stream) is { } account
        && ControlState.Reaches(scope, firm, account, asked.Strategy, asked.Symbol, _instruments.Find(asked.Symbol)?.Root ?? asked.Symbol);

    private async Task<string?> FirmOfAsync(string stream, CancellationToken cancellationToken)
    {
        try
        {
            var first = await _journal.ReadStreamAsync(stream, 1, cancellationToken).FirstOrDefaultAsync(cancellationToken);
            return first is null ? null : (EventCatalog.Read(first.Type, first.Json.Span) as AccountOpened)?.Firm;
        }
        catch (EventsArchivedException)
        {
            // Told of already: without the archives the firm of this account is not known.
            return null;
        }
    }
}
