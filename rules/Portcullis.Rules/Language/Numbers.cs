using System.Globalization;

namespace Portcullis.Rules.Language;

/// <summary>Reads number literals. An integer takes the first of int, uint, long, ulong that holds it; a real one is a double unless its suffix says otherwise.</summary>
internal static class Numbers
{
    public static LiteralSyntax Integer(Token token, bool negative)
    {
        var text = token.Text;
        var digits = text.TrimEnd('u', 'U', 'l', 'L');
        var suffix = text[digits.Length..].ToUpperInvariant();
        var magnitude = Magnitude(digits, token.Span);
        if (negative)
        {
            var below = Negative(magnitude, suffix, token.Span);
            return new(token.Span, suffix == "" && below >= int.MinValue ? (object)(int)below : below, "-" + digits);
        }
        object value = suffix switch
        {
            "U" when magnitude <= uint.MaxValue => (uint)magnitude,
            "L" when magnitude <= long.MaxValue => (long)magnitude,
            "U" or "UL" or "LU" => magnitude,
            "" => Smallest(magnitude),
            _ => throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, $"The suffix of {text} does not fit its value", token.Span),
        };
        return new(token.Span, value, digits);
    }

    public static LiteralSyntax Real(Token token, bool negative)
    {
        var text = (negative ? "-" : "") + token.Text;
        var suffix = char.ToUpperInvariant(text[^1]);
        var digits = char.IsAsciiLetter(text[^1]) ? text[..^1] : text;
        object? value = suffix switch
        {
            'M' => decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null,
            'F' => float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) && float.IsFinite(single) ? single : null,
            _ => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null,
        };
        return value is null
            ? throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, $"The number {Short(text)} is out of range", token.Span)
            : new(token.Span, value, digits);
    }

    private static ulong Magnitude(string digits, TextSpan span)
    {
        var (body, style) = digits.Length > 2 && digits[1] is 'x' or 'X' ? (digits[2..], NumberStyles.AllowHexSpecifier)
            : digits.Length > 2 && digits[1] is 'b' or 'B' ? (digits[2..], NumberStyles.AllowBinarySpecifier)
            : (digits, NumberStyles.None);
        return ulong.TryParse(body, style, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, $"The number {Short(digits)} is out of range", span, "write 1m for a decimal");
    }

    private static object Smallest(ulong magnitude) => magnitude switch
    {
        <= int.MaxValue => (int)magnitude,
        <= uint.MaxValue => (uint)magnitude,
        <= long.MaxValue => (long)magnitude,
        _ => magnitude,
    };

    private static long Negative(ulong magnitude, string suffix, TextSpan span)
    {
        const ulong LongFloor = 1UL << 63;
        if (suffix.Contains('U', StringComparison.Ordinal) || magnitude > LongFloor)
            throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "The negative number is out of range", span, "write 1m for a decimal");
        return unchecked(-(long)magnitude);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
