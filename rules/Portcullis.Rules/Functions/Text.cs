using System.Globalization;

namespace Portcullis.Rules.Functions;

/// <summary>The string methods a rule has. All are ordinal and invariant, whatever the thread's culture is.</summary>
internal static class Text
{
    public static bool Contains(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    public static bool Contains(string text, char part) => text.Contains(part, StringComparison.Ordinal);

    public static bool Contains(string text, string part, StringComparison comparison) => text.Contains(part, Stable(comparison));

    public static bool StartsWith(string text, string part) => text.StartsWith(part, StringComparison.Ordinal);

    public static bool StartsWith(string text, char part) => text.StartsWith(part);

    public static bool StartsWith(string text, string part, StringComparison comparison) => text.StartsWith(part, Stable(comparison));

    public static bool EndsWith(string text, string part) => text.EndsWith(part, StringComparison.Ordinal);

    public static bool EndsWith(string text, char part) => text.EndsWith(part);

    public static bool EndsWith(string text, string part, StringComparison comparison) => text.EndsWith(part, Stable(comparison));

    public static bool Equals(string text, string other) => text.Equals(other, StringComparison.Ordinal);

    public static bool Equals(string text, string other, StringComparison comparison) => text.Equals(other, Stable(comparison));

    public static int CompareTo(string text, string other)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Math.Sign(string.CompareOrdinal(text, other));
    }

    public static int IndexOf(string text, string part) => text.IndexOf(part, StringComparison.Ordinal);

    public static int IndexOf(string text, char part) => text.IndexOf(part, StringComparison.Ordinal);

    public static int LastIndexOf(string text, string part) => text.LastIndexOf(part, StringComparison.Ordinal);

    public static int LastIndexOf(string text, char part) => text.LastIndexOf(part);

    public static string Substring(string text, int start) => text[start..];

    public static string Substring(string text, int start, int length) => text.Substring(start, length);

    public static string Replace(string text, string old, string @new)
    {
        // The length is known before the text is made: a short rule could otherwise ask for gigabytes.
        var length = (long)text.Length;
        if (old.Length > 0 && @new is not null && @new.Length > old.Length)
            for (var at = text.IndexOf(old, StringComparison.Ordinal); at >= 0; at = text.IndexOf(old, at + old.Length, StringComparison.Ordinal))
                length += @new.Length - old.Length;
        if (length > Limits.StringLength)
            throw new RuleLimitException(nameof(Limits.StringLength), Limits.StringLength);
        return text.Replace(old, @new, StringComparison.Ordinal);
    }

    public static string Replace(string text, char old, char @new) => text.Replace(old, @new);

    public static string Insert(string text, int at, string part) => Guards.Bounded(text.Insert(at, part));

    public static string Remove(string text, int from) => text.Remove(from);

    public static string Remove(string text, int from, int length) => text.Remove(from, length);

    public static string Trim(string text) => text.Trim();

    public static string Trim(string text, char part) => text.Trim(part);

    public static string TrimStart(string text) => text.TrimStart();

    public static string TrimStart(string text, char part) => text.TrimStart(part);

    public static string TrimEnd(string text) => text.TrimEnd();

    public static string TrimEnd(string text, char part) => text.TrimEnd(part);

    public static string ToUpper(string text) => text.ToUpperInvariant();

    public static string ToLower(string text) => text.ToLowerInvariant();

    public static string ToUpperInvariant(string text) => text.ToUpperInvariant();

    public static string ToLowerInvariant(string text) => text.ToLowerInvariant();

    public static string PadLeft(string text, int width) => text.PadLeft(Width(width));

    public static string PadLeft(string text, int width, char fill) => text.PadLeft(Width(width), fill);

    public static string PadRight(string text, int width) => text.PadRight(Width(width));

    public static string PadRight(string text, int width, char fill) => text.PadRight(Width(width), fill);

    public static string[] Split(string text, char separator) => text.Split(separator);

    public static string ToString(string text) => text.ToString();

    internal static StringComparison Stable(StringComparison comparison) => comparison switch
    {
        StringComparison.CurrentCultureIgnoreCase or StringComparison.InvariantCultureIgnoreCase or StringComparison.OrdinalIgnoreCase
            => StringComparison.OrdinalIgnoreCase,
        _ => StringComparison.Ordinal,
    };

    internal static string Concat(object? left, object? right) => Guards.Bounded(Show(left) + Show(right));

    /// <summary>A value as a rule's text: invariant, enums by name, nothing for an absent one.</summary>
    internal static string Show(object? value) =>
        value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "";

    internal static string Format(IFormattable value, string? format)
    {
        if (format is { Length: > 32 })
            throw new RuleLimitException("format length", 32);
        return Guards.Bounded(value.ToString(format, CultureInfo.InvariantCulture));
    }

    internal static string Repeat(char character, int count) => new(character, Width(count));

    private static int Width(int width) =>
        width <= Limits.StringLength ? width : throw new RuleLimitException(nameof(Limits.StringLength), Limits.StringLength);
}
