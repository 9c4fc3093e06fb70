using System.Collections.Immutable;

namespace Portcullis.Markets.Reference;

/// <summary>Reads <c>monday</c> or <c>monday-thursday</c>.</summary>
internal static class Weekdays
{
    public static readonly ImmutableArray<DayOfWeek> All = [.. Enum.GetValues<DayOfWeek>()];

    public static ImmutableArray<DayOfWeek> Read(SourceNode node)
    {
        var parsed = Parse(node.AsText());
        if (parsed.IsEmpty) node.Fault($"expected a weekday such as monday or a range such as monday-friday, found \"{node.Raw}\"");
        return parsed;
    }

    /// <summary>Empty when the text is neither a weekday nor a range of them.</summary>
    public static ImmutableArray<DayOfWeek> Parse(string text)
    {
        var ends = text.Split('-');
        if (ends.Length > 2 || !TryDay(ends[0], out var first) || !TryDay(ends[^1], out var last)) return [];
        var days = (((int)last - (int)first + 7) % 7) + 1;
        return [.. Enumerable.Range(0, days).Select(day => (DayOfWeek)(((int)first + day) % 7))];
    }

    private static bool TryDay(string text, out DayOfWeek day) => Enum.TryParse(text, ignoreCase: true, out day) && char.IsAsciiLetterLower(text[0]);
}
