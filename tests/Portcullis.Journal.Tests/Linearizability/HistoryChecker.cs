using System.Text.Json.Nodes;
using Portcullis.Journal.Driver;

namespace Portcullis.Journal.Tests.Linearizability;

/// <summary>
/// Decides whether what the nodes were told can be explained by one order of all operations that respects real time.
/// The journal's own order of events is the witness: an accepted append takes effect at its position, and every refusal and read must
/// have been true at some position between what was acknowledged before it began and what began after it ended.
/// </summary>
internal sealed class HistoryChecker
{
    private readonly List<string> _faults = [];
    private readonly IReadOnlyList<StoredEvent> _events;
    private readonly IReadOnlyList<Operation> _operations;
    private readonly Dictionary<string, List<StoredEvent>> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<long>> _versionsAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _place = new(StringComparer.Ordinal);
    private long[] _acknowledgedBefore = [];
    private long[] _ends = [];
    private long[] _begins = [];
    private long[] _earliestOfLater = [];

    private HistoryChecker(IReadOnlyList<StoredEvent> events, IEnumerable<Operation> operations)
    {
        _events = events;
        _operations = [.. operations.Where(operation => operation.Kind != OperationKind.Seen)];
    }

    /// <param name="events">The journal as it is after all nodes have ended.</param>
    /// <returns>Every contradiction; none when the history is linearizable.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<StoredEvent> events, IReadOnlyList<Operation> operations)
    {
        var checker = new HistoryChecker(events, operations);
        checker.CheckEvents();
        if (checker._faults.Count > 0)
            return checker._faults;
        checker.PlaceAppends();
        checker.OrderRealTime();
        foreach (var operation in checker._operations.Where(operation => operation.HasEnded))
            checker.CheckOutcome(operation);
        checker.CheckKeys();
        return checker._faults;
    }

    /// <summary>A subscriber from the beginning sees 1, 2, 3 and so on: nothing missed, nothing twice, and all of it unless it was killed.</summary>
    public static IReadOnlyList<string> CheckSubscriber(string node, IEnumerable<Operation> history, long head, bool killed)
    {
        var seen = history.Where(operation => operation.Kind == OperationKind.Seen).OrderBy(operation => operation.Began).ThenBy(operation => operation.Value).Select(operation => operation.Value).ToList();
        for (var i = 0; i < seen.Count; i++)
        {
            if (seen[i] != i + 1)
                return [$"The subscriber of {node} saw position {seen[i]} where {i + 1} was due."];
        }

        return killed || seen.Count >= head ? [] : [$"The subscriber of {node} saw {seen.Count} of {head} events."];
    }

    private void CheckEvents()
    {
        for (var i = 0; i < _events.Count; i++)
        {
            var stored = _events[i];
            if (stored.Position != i + 1)
                _faults.Add($"Position {stored.Position} stands where {i + 1} is due.");
            var versions = _versionsAt.TryGetValue(stored.Stream, out var known) ? known : _versionsAt[stored.Stream] = [];
            if (stored.Version != versions.Count + 1)
                _faults.Add($"{stored.Stream} has version {stored.Version} where {versions.Count + 1} is due, at position {stored.Position}.");
            versions.Add(stored.Position);
            var id = JsonNode.Parse(stored.Json.Span)!["operation"]!.GetValue<string>();
            (_written.TryGetValue(id, out var own) ? own : _written[id] = []).Add(stored);
        }
    }

    private void PlaceAppends()
    {
        var asked = _operations.Where(operation => operation.Kind == OperationKind.Append).ToDictionary(operation => operation.Id);
        foreach (var (id, own) in _written)
        {
            if (!asked.TryGetValue(id, out var operation))
                _faults.Add($"Nobody asked for {id}, which stands at position {own[0].Position}.");
            else if (own[^1].Position - own[0].Position != own.Count - 1 || own.Any(stored => stored.Stream != operation.Stream) || own[0].Version != operation.Expected + 1)
                _faults.Add($"The events of {id} are not together at version {operation.Expected + 1} of {operation.Stream}.");
            else
                _place[id] = own[^1].Position;
        }
    }

    private void OrderRealTime()
    {
        // For every moment: the last position that had been acknowledged before it, and the first position of what began after it.
        var placed = _operations.Where(operation => _place.ContainsKey(operation.Id)).ToList();
        var ended = placed.Where(operation => operation.Outcome == Outcome.Accepted).OrderBy(operation => operation.Ended).ToList();
        _ends = [.. ended.Select(operation => operation.Ended)];
        _acknowledgedBefore = [.. ended.Select(operation => _place[operation.Id])];
        for (var i = 1; i < _acknowledgedBefore.Length; i++)
            _acknowledgedBefore[i] = Math.Max(_acknowledgedBefore[i], _acknowledgedBefore[i - 1]);

        var begun = placed.OrderBy(operation => operation.Began).ToList();
        _begins = [.. begun.Select(operation => operation.Began)];
        _earliestOfLater = [.. begun.Select(operation => _written[operation.Id][0].Position)];
        for (var i = _earliestOfLater.Length - 2; i >= 0; i--)
            _earliestOfLater[i] = Math.Min(_earliestOfLater[i], _earliestOfLater[i + 1]);
    }

    private (long From, long To) Window(Operation operation)
    {
        var before = LowerBound(_ends, operation.Began) - 1;
        var after = LowerBound(_begins, operation.Ended + 1);
        return (before < 0 ? 0 : _acknowledgedBefore[before], after == _begins.Length ? _events.Count : _earliestOfLater[after] - 1);
    }

    private void CheckOutcome(Operation operation)
    {
        var (from, to) = Window(operation);
        var isThere = _place.TryGetValue(operation.Id, out var last);
        var sound = operation.Outcome switch
        {
            Outcome.Accepted => isThere && _written[operation.Id][0].Position == operation.Value && last > from && _written[operation.Id][0].Position <= to + 1 && ControlHolds(operation),
            Outcome.Unknown => !isThere || (last > from && ControlHolds(operation)),
            Outcome.Refused => !isThere,
            Outcome.VersionConflict => !isThere && operation.Value != operation.Expected && WasAt(operation.Stream, operation.Value, from, to),
            Outcome.ControlMoved => !isThere && operation.Value != operation.Control && WasAt(Append.ControlStream, operation.Value, from, to),
            Outcome.KeyTaken => !isThere && KeyStoodAt(operation, to),
            Outcome.Read when operation.Kind == OperationKind.ReadHead => operation.Value >= from && operation.Value <= to,
            Outcome.Read => WasAt(operation.Stream, operation.Value, from, to),
            _ => false,
        };
        if (!sound)
            _faults.Add($"{operation.Id}: {operation.Kind} of {operation.Stream} at {operation.Expected} cannot have come out as {operation.Outcome} {operation.Value}, with positions {from} to {to} to choose from{(isThere ? $", and it stands at {last}" : "")}.");
    }

    /// <summary>The decision lies at a point where the control stream was at the version it was made under.</summary>
    private bool ControlHolds(Operation operation) =>
        operation.Control is not { } control || VersionAt(Append.ControlStream, _written[operation.Id][0].Position - 1) == control;

    private bool KeyStoodAt(Operation operation, long to)
    {
        if (!_versionsAt.TryGetValue(operation.Stream, out var versions) || operation.Value < 1 || operation.Value > versions.Count)
            return false;
        var position = versions[(int)operation.Value - 1];
        var owner = JsonNode.Parse(_events[(int)position - 1].Json.Span)!["operation"]!.GetValue<string>();
        return position <= to && _operations.Any(other => other.Id == owner && other.Key == operation.Key);
    }

    private void CheckKeys()
    {
        var taken = _operations.Where(operation => operation.Key is not null && _place.ContainsKey(operation.Id)).GroupBy(operation => (operation.Stream, operation.Key));
        _faults.AddRange(taken.Where(same => same.Count() > 1).Select(same => $"The key {same.Key} was taken by {string.Join(" and ", same.Select(operation => operation.Id))}."));
    }

    /// <summary>Whether the stream was at this version at some position of the window, its ends included.</summary>
    private bool WasAt(string stream, long version, long from, long to)
    {
        if (to < from)
            return false;
        return version >= VersionAt(stream, from) && version <= VersionAt(stream, to) && IsWholeAppend(stream, version);
    }

    /// <summary>Nobody may see half of an append.</summary>
    private bool IsWholeAppend(string stream, long version)
    {
        if (version == 0)
            return true;
        var id = JsonNode.Parse(_events[(int)_versionsAt[stream][(int)version - 1] - 1].Json.Span)!["operation"]!.GetValue<string>();
        return _written[id][^1].Version == version;
    }

    private long VersionAt(string stream, long position) => _versionsAt.TryGetValue(stream, out var versions) ? LowerBound(versions, position + 1) : 0;

    private static int LowerBound(IReadOnlyList<long> sorted, long value)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
