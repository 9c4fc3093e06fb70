using System.Globalization;

namespace Portcullis.Client.Internal;

/// <summary>Decimals as the contracts carry them: plain text, an empty string for "not given".</summary>
internal static class DecimalText
{
    /// <summary>Never an exponent, never trailing zeros: a decimal's 28 places at most.</summary>
    private const string Format = "0.############################";

    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static string Write(decimal value) => value.ToString(Format, CultureInfo.InvariantCulture);

    public static string Write(decimal? value) => value is { } given ? Write(given) : "";

    public static decimal Read(string text, string field) => ReadOptional(text, field) ?? 0m;

    public static decimal? ReadOptional(string text, string field)
    {
        if (text.Length == 0)
            return null;
        return decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"The gateway sent '{text}' as {field}, which is not a decimal number.");
    }
}
