using System.Text.Json;

namespace Portcullis.Domain.Json;

/// <summary>An enum's names as they stand in JSON.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    private static readonly JsonEncodedText[] Encoded = [.. Values.Select(value => JsonEncodedText.Encode(value.ToString()))];

    private static readonly Utf8Names Names = new(Values.Select(value => value.ToString()));

    public static void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(Encoded[Array.IndexOf(Values, value)]);

    /// <exception cref="JsonException">No constant has this name.</exception>
    public static T Read(ref JsonCursor cursor) => Values[cursor.ReadName(Names)];
}

/// <summary>The names of an object's properties, in camel case, by the constants of an enum that counts from 0.</summary>
internal static class PropertyNames<T>
    where T : struct, Enum
{
    public static readonly JsonEncodedText[] Encoded = [.. Enum.GetNames<T>().Select(name => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name)))];

    public static readonly Utf8Names Names = new(Encoded.Select(name => name.Value));
}
