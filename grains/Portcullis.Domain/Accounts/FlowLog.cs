using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

public readonly record struct FlowEntry(DateTimeOffset At, long Fingerprint);

/// <summary>Entries in order of time, no longer than the flow window.</summary>
[JsonConverter(typeof(FlowLogConverter))]
public sealed class FlowLog
{
    public static readonly FlowLog Empty = new(Run<FlowEntry>.Empty);

    private readonly Run<FlowEntry> _entries;

    private FlowLog(Run<FlowEntry> entries) => _entries = entries;

    public int Count => _entries.Count;

    /// <summary>Oldest first.</summary>
    public FlowEntry this[int index] => _entries[index];

    /// <summary>Entries later than <paramref name="since"/>.</summary>
    // Nearly all are asked for, or few: both ends are looked at first, in steps that double.
    public int CountSince(DateTimeOffset since)
    {
        var (low, high) = (0, Count);
        for (var step = 1; low < high; step *= 2)
        {
            Halve(Math.Min(low + step - 1, (low + high) / 2));
            if (low < high) Halve(Math.Max(high - step, (low + high) / 2));
        }

        return Count - low;

        void Halve(int at)
        {
            if (this[at].At > since) high = at;
            else low = at + 1;
        }
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
        var stay = Math.Min(CountSince(at - Limits.FlowWindow), Limits.FlowEntries - 1);
        return new FlowLog(_entries.Skip(Count - stay).Add(new FlowEntry(at, fingerprint)));
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
