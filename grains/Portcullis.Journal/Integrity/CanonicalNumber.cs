using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Portcullis.Journal.Integrity;

/// <summary>Numbers as PostgreSQL's numeric prints them: scale kept, no exponent, no negative zero.</summary>
internal static class CanonicalNumber
{
    public static void Write(ReadOnlySpan<byte> number, ByteSink sink)
    {
        if (number.Length > Limits.NumberDigits)
            throw new JsonException($"A number has more than {Limits.NumberDigits} digits.");

        var negative = number[0] == '-';
        var magnitude = negative ? number[1..] : number;
        var mantissa = Mantissa(magnitude);
        if (negative && magnitude[..mantissa].ContainsAnyInRange((byte)'1', (byte)'9'))
            sink.Add((byte)'-');

        if (mantissa == magnitude.Length)
            sink.Add(magnitude);
        else
            WriteExpanded(magnitude[..mantissa], Exponent(magnitude[(mantissa + 1)..]), sink);
    }

    private static int Mantissa(ReadOnlySpan<byte> magnitude) =>
        magnitude.IndexOfAny((byte)'e', (byte)'E') is var at && at < 0 ? magnitude.Length : at;

    private static int Exponent(ReadOnlySpan<byte> text)
    {
        var digits = text[0] == '+' ? text[1..] : text;
        if (!Utf8Parser.TryParse(digits, out int exponent, out var used) || used != digits.Length || Math.Abs(exponent) > Limits.NumberDigits)
            throw new JsonException($"A number's exponent is beyond {Limits.NumberDigits}.");
        return exponent;
    }

    private static void WriteExpanded(ReadOnlySpan<byte> mantissa, int exponent, ByteSink sink)
    {
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        var scale = Math.Max(0, fraction.Length - exponent);
        var digits = $"{Encoding.ASCII.GetString(whole)}{Encoding.ASCII.GetString(fraction)}";
        if (exponent > fraction.Length)
            digits += new string('0', exponent - fraction.Length);

        digits = digits.PadLeft(scale + 1, '0');
        var integer = digits[..^scale].TrimStart('0');
        sink.Add(Encoding.ASCII.GetBytes(integer.Length == 0 ? "0" : integer));
        if (scale > 0)
            sink.Add(Encoding.ASCII.GetBytes($".{digits[^scale..]}"));
    }
}
