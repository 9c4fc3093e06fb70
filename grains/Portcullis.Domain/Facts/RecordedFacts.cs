using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Facts;

/// <summary>The facts that a decision read, as the JSON object that the journal keeps.</summary>
[JsonConverter(typeof(RecordedFactsConverter))]
public readonly record struct RecordedFacts(string Json)
{
    public static readonly RecordedFacts None = new("{}");
}

internal sealed class RecordedFactsConverter : JsonConverter<RecordedFacts>
{
    public override RecordedFacts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RecordedFacts(document.RootElement.GetRawText());
    }

    // The text was written by this assembly's own writer; checking it a second time would cost more than writing it did.
    public override void Write(Utf8JsonWriter writer, RecordedFacts value, JsonSerializerOptions options) =>
        writer.WriteRawValue(Encoding.UTF8.GetBytes(value.Json), skipInputValidation: true);
}
