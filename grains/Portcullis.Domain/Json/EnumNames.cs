using System.Text.Json;

namespace Portcullis.Domain.Json;

/// <summary>An enum's names as they stand in JSON.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly JsonEncodedText[] Encoded = [.. Enum.GetValues<T>().Select(value => JsonEncodedText.Encode(value.ToString()))];

    private static readonly T[] Values = Enum.GetValues<T>();

    public static readonly Utf8Names<T> ByName = new(Values.Select(value => (value.ToString(), value)));

    public static void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(Encoded[Array.IndexOf(Values, value)]);
}

/// <summary>The names of an object's properties, in camel case, by the constants of an enum.</summary>
internal static class PropertyNames<T>
    where T : struct, Enum
{
    public static readonly JsonEncodedText[] Encoded = [.. Enum.GetNames<T>().Select(name => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name)))];

    public static readonly Utf8Names<T> ByName = new(Enum.GetValues<T>().Select((property, i) => (Encoded[i].Value, property)));
}
