using System.Globalization;

namespace Portcullis.Gateway.Validation;

/// <summary>Numbers as the contracts write them: an optional minus, 1 to 15 digits, and a point with 1 to 12 digits where there is one.</summary>
public static class DecimalText
{
    public const string Expected = "expected a decimal number such as 4512.25: digits, optionally a point; no exponent, no separators";

    private const int WholeDigits = 15;
    private const int FractionDigits = 12;

    public static bool TryParse(string text, out decimal value)
    {
        value = 0m;
        var span = text.AsSpan();
        if (span.StartsWith("-")) span = span[1..];
        var point = span.IndexOf('.');
        var whole = point < 0 ? span : span[..point];
        if (whole.Length is 0 or > WholeDigits || whole.ContainsAnyExceptInRange('0', '9')) return false;
        if (point >= 0)
        {
            var fraction = span[(point + 1)..];
            if (fraction.Length is 0 or > FractionDigits || fraction.ContainsAnyExceptInRange('0', '9')) return false;
        }

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The number; null for text that is empty. What is not a number has been refused before.</summary>
    public static decimal? Read(string text) => text.Length == 0 ? null : TryParse(text, out var value) ? value : throw Services.Errors.Invalid("number", Expected);

    public static string Write(decimal value) => Domain.Money.Normalize(value).ToString(CultureInfo.InvariantCulture);

    public static string Write(decimal? value) => value is { } number ? Write(number) : "";
}
