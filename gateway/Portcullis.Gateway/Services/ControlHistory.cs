using System.Collections.Concurrent;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Instruments;
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

    /// <returns>One line for each contradiction between a decision and the controls at its place.</returns>
    public async Task<IReadOnlyList<string>> DifferencesAsync(StoredEvent stored, OrderDecided decided, CancellationToken cancellationToken)
    {
        var controls = At(stored.Position);
        var isRight = decided.ControlVersion == controls.Version;
        if (isRight && (controls.Controls.IsEmpty || !IsApprovedEntry(decided))) return [];
        var findings = new List<string>();
        if (!isRight) findings.Add($"decided under control version {decided.ControlVersion}, where the control stream was at {controls.Version}");
        if (!IsApprovedEntry(decided)) return findings;
        foreach (var control in controls.Controls.Values)
            if (await ReachesAsync(control.Scope, stored, decided, cancellationToken))
                findings.Add($"approved although {control.Scope} was {(control.Mode == ControlMode.Halted ? "halted" : "open to exits alone")} since control version {control.Version}");
        return findings;
    }

    private static bool IsApprovedEntry(OrderDecided decided) =>
        decided.Verdict is Verdict.Approved or Verdict.Resized && decided.Exposure is not (Exposure.Reducing or Exposure.Closing);

    private ControlState At(long position)
    {
        var found = _positions.BinarySearch(position);
        return _states[found >= 0 ? found : ~found - 1];
    }

    private async Task<bool> ReachesAsync(ControlScope scope, StoredEvent stored, OrderDecided decided, CancellationToken cancellationToken)
    {
        var firm = scope.Kind == ScopeKind.Firm ? await _firms.GetOrAdd(stored.Stream, stream => FirmOfAsync(stream, cancellationToken)) : null;
        var (symbol, strategy) = (decided.Request.Symbol, decided.Request.Strategy);
        return Grains.Streams.AccountOf(stored.Stream) is { } account && ControlState.Reaches(scope, firm ?? "", account, strategy, symbol, _instruments.Find(symbol)?.Root ?? symbol);
    }

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
