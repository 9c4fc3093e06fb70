using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>Headroom inside a recorded decision: one object, a rule's code to its slack. Where rules share a code it holds the slacks of all.</summary>
internal static class HeadroomJson
{
    [ThreadStatic]
    private static List<RuleHeadroom>? _scratch;

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

    public static ImmutableArray<RuleHeadroom> Read(ref JsonCursor cursor)
    {
        var headroom = _scratch ??= [];
        headroom.Clear();
        cursor.Open('{');
        while (cursor.NextProperty(out var code))
        {
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
}
