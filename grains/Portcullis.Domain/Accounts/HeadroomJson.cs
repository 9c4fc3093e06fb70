using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>Headroom inside a recorded decision: one object, a rule's code to its slack. Where rules share a code it holds the slacks of all.</summary>
internal static class HeadroomJson
{
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
                writer.WriteNumber(code, headroom[i].Slack);
                continue;
            }

            writer.WriteStartArray(code);
            for (; i < end; i++) writer.WriteNumberValue(headroom[i].Slack);
            i--;
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static ImmutableArray<RuleHeadroom> Read(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartObject);
        var headroom = ImmutableArray.CreateBuilder<RuleHeadroom>(32);
        while (JsonReading.NextProperty(ref reader))
        {
            var code = JsonReading.ReadText(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) headroom.Add(new RuleHeadroom(code, JsonReading.ReadDecimal(ref reader)));
            else
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) headroom.Add(new RuleHeadroom(code, JsonReading.ReadDecimal(ref reader)));
        }

        return headroom.DrainToImmutable();
    }
}
