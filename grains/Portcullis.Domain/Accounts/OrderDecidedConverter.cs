using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

/// <summary>For whoever serialises a decision otherwise than through <see cref="EventCatalog"/>: the same form.</summary>
internal sealed class OrderDecidedConverter : JsonConverter<OrderDecided>
{
    public override OrderDecided Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return OrderDecidedJson.Read(JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, OrderDecided value, JsonSerializerOptions options) => OrderDecidedJson.Write(writer, value);
}
