namespace Portcullis.Rules.Functions;

/// <summary>What a rule finds under <c>string.</c></summary>
internal static class TextStatics
{
    public static bool IsNullOrEmpty(string? text) => string.IsNullOrEmpty(text);

    public static bool IsNullOrWhiteSpace(string? text) => string.IsNullOrWhiteSpace(text);

    public static bool Equals(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    public static bool Equals(string? left, string? right, StringComparison comparison) => string.Equals(left, right, Text.Stable(comparison));

    public static int Compare(string? left, string? right) => Math.Sign(string.CompareOrdinal(left, right));

    public static int CompareOrdinal(string? left, string? right) => Math.Sign(string.CompareOrdinal(left, right));

    public static string Concat(string? first, string? second) => Guards.Bounded(first + second);

    public static string Concat(string? first, string? second, string? third) => Guards.Bounded(first + second + third);

    public static string Concat(string? first, string? second, string? third, string? fourth) => Guards.Bounded(first + second + third + fourth);
}
