using System.Collections.Immutable;

namespace Portcullis.Domain.Accounts;

public sealed record FlowEntry(DateTimeOffset At, long Fingerprint);

/// <summary>What the account asked in the last minute, for the rate rules.</summary>
public sealed record FlowState(ImmutableList<FlowEntry> Orders, ImmutableList<FlowEntry> Cancels, ImmutableList<FlowEntry> Rejects)
{
    public static readonly FlowState Empty = new([], [], []);

    public FlowState WithOrder(DateTimeOffset at, long fingerprint, bool rejected) => this with
    {
        Orders = Append(Orders, at, fingerprint),
        Rejects = rejected ? Append(Rejects, at, fingerprint) : Rejects,
    };

    public FlowState WithCancel(DateTimeOffset at) => this with { Cancels = Append(Cancels, at, 0) };

    /// <summary>Entries later than <paramref name="since"/>.</summary>
    public static int CountSince(ImmutableList<FlowEntry> entries, DateTimeOffset since)
    {
        var low = 0;
        var high = entries.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].At > since) high = middle;
            else low = middle + 1;
        }

        return entries.Count - low;
    }

    public int DuplicatesSince(long fingerprint, DateTimeOffset since)
    {
        var count = 0;
        for (var i = Orders.Count - 1; i >= 0 && Orders[i].At > since; i--)
            if (Orders[i].Fingerprint == fingerprint) count++;
        return count;
    }

    // Entries stay in order of time also when a clock was set back: what was asked then counts as asked with the last before it.
    private static ImmutableList<FlowEntry> Append(ImmutableList<FlowEntry> entries, DateTimeOffset at, long fingerprint)
    {
        if (entries.Count > 0 && entries[^1].At > at) at = entries[^1].At;
        var stale = entries.Count - CountSince(entries, at - Limits.FlowWindow);
        if (stale == 0 && entries.Count >= Limits.FlowEntries) stale = 1;
        return (stale > 0 ? entries.RemoveRange(0, stale) : entries).Add(new FlowEntry(at, fingerprint));
    }
}
