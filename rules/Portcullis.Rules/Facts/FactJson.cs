using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portcullis.Rules.Facts;

/// <summary>Facts written as JSON: names in any case, enums by name, and a case's facts laid over a file's common ones.</summary>
public static class FactJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new JsonObject());

    /// <exception cref="JsonException">A member is unknown, or a value is not of its type.</exception>
    public static TFacts Read<TFacts>(JsonElement facts) =>
        facts.Deserialize<TFacts>(Options) ?? throw new JsonException("The facts are null");

    /// <summary>Objects are merged member by member; everything else is replaced. Where neither says anything, there is an empty object.</summary>
    public static JsonElement Over(JsonElement common, JsonElement own)
    {
        if (common.ValueKind == JsonValueKind.Undefined && own.ValueKind == JsonValueKind.Undefined)
            return Nothing;
        if (common.ValueKind != JsonValueKind.Object)
            return own.ValueKind == JsonValueKind.Undefined ? common : own;
        if (own.ValueKind != JsonValueKind.Object)
            return own.ValueKind == JsonValueKind.Undefined ? common : own;
        return JsonSerializer.SerializeToElement(Merge(JsonObject.Create(common)!, own));
    }

    private static JsonObject Merge(JsonObject target, JsonElement own)
    {
        foreach (var property in own.EnumerateObject())
        {
            var name = target.FirstOrDefault(existing => string.Equals(existing.Key, property.Name, StringComparison.OrdinalIgnoreCase)).Key ?? property.Name;
            target[name] = property.Value.ValueKind == JsonValueKind.Object && target[name] is JsonObject inner
                ? Merge(inner, property.Value)?.DeepClone()
                : JsonNode.Parse(property.Value.GetRawText());
        }
        return target;
    }
}
