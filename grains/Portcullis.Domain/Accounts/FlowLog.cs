using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

public readonly record struct FlowEntry(DateTimeOffset At, long Fingerprint);

/// <summary>
/// An immutable run of entries in order of time, no longer than the flow window. Full pages are shared by all runs that grew from each other; an
/// append copies the last page, and costs the same however many entries there are.
/// </summary>
[JsonConverter(typeof(FlowLogConverter))]
public sealed class FlowLog
{
    public static readonly FlowLog Empty = new([], [], 0);

    private const int PageSize = 64;

    private readonly ImmutableArray<FlowEntry[]> _pages;
    private readonly FlowEntry[] _last;
    private readonly int _gone;

    private FlowLog(ImmutableArray<FlowEntry[]> pages, FlowEntry[] last, int gone) => (_pages, _last, _gone) = (pages, last, gone);

    public int Count => (_pages.Length * PageSize) + _last.Length - _gone;

    /// <summary>Oldest first.</summary>
    public FlowEntry this[int index]
    {
        get
        {
            var (page, place) = Math.DivRem(index + _gone, PageSize);
            return page < _pages.Length ? _pages[page][place] : _last[place];
        }
    }

    /// <summary>Entries later than <paramref name="since"/>.</summary>
    public int CountSince(DateTimeOffset since)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].At > since) high = middle;
            else low = middle + 1;
        }

        return Count - low;
    }

    /// <summary>Entries of one fingerprint later than <paramref name="since"/>.</summary>
    public int CountSince(DateTimeOffset since, long fingerprint)
    {
        var count = 0;
        for (var i = Count - 1; i >= 0 && this[i].At > since; i--)
            if (this[i].Fingerprint == fingerprint) count++;
        return count;
    }

    /// <summary>
    /// With one entry more, and without those that have left the window. Entries stay in order of time also when a clock was set back: what was
    /// asked then counts as asked with the last before it.
    /// </summary>
    public FlowLog Add(DateTimeOffset at, long fingerprint)
    {
        if (Count > 0 && this[Count - 1].At > at) at = this[Count - 1].At;
        var gone = _gone + Count - Math.Min(CountSince(at - Limits.FlowWindow), Limits.FlowEntries - 1);
        FlowEntry[] last = [.. _last, new FlowEntry(at, fingerprint)];
        var pages = last.Length < PageSize ? _pages : _pages.Add(last);
        var emptied = Math.Min(gone / PageSize, pages.Length);
        return new FlowLog(pages.RemoveRange(0, emptied), last.Length < PageSize ? last : [], gone - (emptied * PageSize));
    }
}

internal sealed class FlowLogConverter : JsonConverter<FlowLog>
{
    public override FlowLog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<FlowEntry[]>(ref reader, options)!.Aggregate(FlowLog.Empty, static (log, entry) => log.Add(entry.At, entry.Fingerprint));

    public override void Write(Utf8JsonWriter writer, FlowLog value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++) JsonSerializer.Serialize(writer, value[i], options);
        writer.WriteEndArray();
    }
}
