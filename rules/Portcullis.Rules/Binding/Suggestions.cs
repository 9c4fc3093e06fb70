namespace Portcullis.Rules.Binding;

/// <summary>Finds the known name that a wrong one was most likely meant to be.</summary>
internal static class Suggestions
{
    /// <summary>The nearest name by typing mistakes, else the shortest one that the word abbreviates (Qty: Quantity).</summary>
    public static string? DidYouMean(string wrong, IEnumerable<string> known)
    {
        var names = known as IReadOnlyCollection<string> ?? [.. known];
        return (Nearest(wrong, names) ?? names.Where(name => Abbreviates(wrong, name)).MinBy(name => name.Length)) is { } meant ? $"did you mean '{meant}'?" : null;
    }

    private static bool Abbreviates(string wrong, string name)
    {
        if (wrong.Length < 2 || name.Length == 0 || char.ToUpperInvariant(wrong[0]) != char.ToUpperInvariant(name[0]))
            return false;
        var matched = 0;
        foreach (var character in name)
            if (matched < wrong.Length && char.ToUpperInvariant(character) == char.ToUpperInvariant(wrong[matched]))
                matched++;
        return matched == wrong.Length;
    }

    private static string? Nearest(string wrong, IEnumerable<string> known)
    {
        var allowed = Math.Max(1, Math.Min(3, wrong.Length / 3));
        string? best = null;
        foreach (var name in known)
        {
            if (Math.Abs(name.Length - wrong.Length) > allowed)
                continue;
            var distance = Distance(wrong, name);
            if (distance > allowed)
                continue;
            (best, allowed) = (name, distance - 1);
            if (allowed < 0)
                break;
        }
        return best;
    }

    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            previous[column] = column;
        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToUpperInvariant(left[row - 1]) == char.ToUpperInvariant(right[column - 1]);
                current[column] = Math.Min(Math.Min(previous[column], current[column - 1]) + 1, previous[column - 1] + (same ? 0 : 1));
            }
            (previous, current) = (current, previous);
        }
        return previous[right.Length];
    }
}
