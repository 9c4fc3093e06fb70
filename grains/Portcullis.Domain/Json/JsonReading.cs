using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portcullis.Domain.Json;

/// <summary>Reads values faster than the general reader does where they look as ours do, and leaves it to that one where they do not.</summary>
internal static class JsonReading
{
    private const int PooledTexts = 1_024;
    private const int PooledLength = 64;

    [ThreadStatic]
    private static string?[]? _pool;

    /// <summary>The number to its last digit: 1.50 keeps its zero.</summary>
    public static decimal ReadDecimal(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (reader.TokenType != JsonTokenType.Number || reader.HasValueSequence || text.Length > 18) return reader.GetDecimal();
        var (mantissa, scale, seen) = (0L, 0, false);
        var negative = text[0] == '-';
        foreach (var c in negative ? text[1..] : text)
        {
            if (c == '.')
            {
                seen = true;
                continue;
            }

            if (!char.IsAsciiDigit((char)c)) return reader.GetDecimal();
            mantissa = (mantissa * 10) + (c - '0');
            if (seen) scale++;
        }

        return new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative, (byte)scale);
    }

    /// <summary>A text, or a property's name, that comes again and again (a symbol, a code, a hash of rules) is one string for all who read it on this thread.</summary>
    public static string ReadText(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || reader.HasValueSequence || reader.ValueIsEscaped || text.Length > PooledLength)
            return reader.GetString() ?? throw Unexpected(ref reader);
        if (text.IsEmpty) return "";
        var pool = _pool ??= new string?[PooledTexts];
        var place = ((text.Length * 31) + (text[0] * 7) + (text[^1] * 61) + (text[text.Length / 2] * 13) + (text[text.Length / 4] * 127)) & (PooledTexts - 1);
        if (pool[place] is { } known && known.Length == text.Length && Ascii.Equals(text, known)) return known;
        return pool[place] = Encoding.UTF8.GetString(text);
    }

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token) throw Unexpected(ref reader);
    }

    /// <summary>To the next property of an object; false at its end.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>To the value of the next property that has one of these names, over those that a newer version wrote; false at the object's end.</summary>
    public static bool NextValue<T>(ref Utf8JsonReader reader, Utf8Names<T> names, out T property)
        where T : notnull
    {
        while (NextProperty(ref reader))
        {
            var known = names.TryFind(reader.ValueSpan, out property);
            reader.Read();
            if (known) return true;
            reader.Skip();
        }

        property = default!;
        return false;
    }

    public static JsonException Unexpected(ref Utf8JsonReader reader) =>
        new(string.Create(CultureInfo.InvariantCulture, $"A recorded decision does not hold {reader.TokenType} at byte {reader.TokenStartIndex}."));
}
