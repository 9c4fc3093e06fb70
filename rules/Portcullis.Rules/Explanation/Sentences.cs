using System.Globalization;

namespace Portcullis.Rules.Explanation;

/// <summary>Comparisons as one line for people: thousands separated, both sides and the distance with the same number of decimals.</summary>
internal static class Sentences
{
    public static string Of(Comparison comparison)
    {
        var decimals = Math.Max(Decimals(comparison.LeftValue), Decimals(comparison.RightValue));
        var left = comparison.LeftValue is string or null || comparison.Left != Show(comparison.LeftValue, decimals)
            ? $"{comparison.Left} = {Show(comparison.LeftValue, decimals)}"
            : comparison.Left;
        var sentence = $"{left}, must be {comparison.Operator} {Show(comparison.RightValue, decimals)}";
        if (comparison.Slack is not { } slack || comparison.Operator is "==" or "!=")
            return comparison.Holds ? sentence : sentence + ": it is not";
        var distance = Show(Math.Abs(slack), Math.Max(decimals, Decimals(slack)));
        return comparison.Holds ? $"{sentence}: {distance} to spare" : $"{sentence}: over by {distance}";
    }

    public static string Show(object? value, int decimals = 0) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        decimal number => number.ToString("N" + decimals, CultureInfo.InvariantCulture),
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("#,##0.##########", CultureInfo.InvariantCulture),
        sbyte or byte or short or ushort or int or uint or long or ulong =>
            Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("N" + decimals, CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static int Decimals(object? value) => value is decimal number ? number.Scale : 0;
}
