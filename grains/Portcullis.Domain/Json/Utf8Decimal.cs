using System.Text.Json;
using Portcullis.Rules;

namespace Portcullis.Domain.Json;

/// <summary>Numbers to their last digit: a decision writes some forty of them.</summary>
internal static class Utf8Decimal
{
    public static void WriteDecimal(this Utf8JsonWriter writer, decimal value)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        writer.WriteRawValue(text[..DecimalText.Write(value, text)], skipInputValidation: true);
    }

    public static void WriteDecimal(this Utf8JsonWriter writer, JsonEncodedText name, decimal value)
    {
        writer.WritePropertyName(name);
        writer.WriteDecimal(value);
    }
}
