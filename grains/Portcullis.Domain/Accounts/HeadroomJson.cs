using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>Headroom inside a recorded decision: one object, a rule's code to its slack. Where rules share a code it holds the slacks of all.</summary>
internal static class HeadroomJson
{
    [ThreadStatic]
    private static List<RuleHeadroom>? _scratch;

    /// <summary>Codes in the order in which this thread met them, as they stand in JSON.</summary>
    [ThreadStatic]
    private static List<(byte[] Quoted, string Code)>? _met;

    private const int MetCodes = 512;
    private const int TriedCodes = 8;

    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, ImmutableArray<RuleHeadroom> headroom)
    {
        writer.WriteStartObject(name);
        for (var i = 0; i < headroom.Length; i++)
        {
            var code = headroom[i].Code;
            var end = i + 1;
            while (end < headroom.Length && headroom[end].Code == code) end++;
            if (end == i + 1)
            {
                writer.WritePropertyName(code);
                writer.WriteDecimal(headroom[i].Slack);
                continue;
            }

            writer.WriteStartArray(code);
            for (; i < end; i++) writer.WriteDecimal(headroom[i].Slack);
            i--;
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Of no JSON it is empty.</summary>
    public static ImmutableArray<RuleHeadroom> Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return [];
        var cursor = new JsonCursor(json);
        var headroom = _scratch ??= [];
        headroom.Clear();
        var next = 0;
        cursor.Open('{');
        while (cursor.NextItem('}'))
        {
            var code = Code(ref cursor, ref next);
            cursor.TakeColon();
            if (cursor.Next != '[')
            {
                headroom.Add(new RuleHeadroom(code, cursor.ReadDecimal()));
                continue;
            }

            cursor.Open('[');
            while (cursor.NextItem(']')) headroom.Add(new RuleHeadroom(code, cursor.ReadDecimal()));
        }

        return [.. headroom];
    }

    // One decision's codes follow each other as the last one's did, but for those of rules that failed: trying the next few is cheaper than looking up.
    private static string Code(ref JsonCursor cursor, ref int next)
    {
        var met = _met ??= [];
        for (var i = next; i < met.Count && i < next + TriedCodes; i++)
        {
            if (!cursor.TryTake(met[i].Quoted)) continue;
            next = i + 1;
            return met[i].Code;
        }

        var code = cursor.ReadText();
        if (met.Count == MetCodes) met.Clear();
        next = Math.Min(next, met.Count);
        met.Insert(next++, (Encoding.UTF8.GetBytes($"\"{code}\""), code));
        return code;
    }
}
