namespace Portcullis.Rules.Explanation;

/// <summary>Where a message's text has placeholders: <c>$(order.Quantity)</c>.</summary>
internal static class MessagePlaceholders
{
    /// <summary>Literal stretches and placeholders in their order.</summary>
    public static List<(string Text, bool IsPlaceholder)> Split(string template)
    {
        var parts = new List<(string, bool)>();
        var position = 0;
        while (position < template.Length)
        {
            var start = template.IndexOf("$(", position, StringComparison.Ordinal);
            var end = start < 0 ? -1 : template.IndexOf(')', start);
            if (end < 0)
                break;
            if (start > position)
                parts.Add((template[position..start], false));
            parts.Add((template[start..(end + 1)], true));
            position = end + 1;
        }
        if (position < template.Length)
            parts.Add((template[position..], false));
        return parts;
    }

    /// <summary>The path that a placeholder names, step by step.</summary>
    public static string[] Names(string placeholder) => placeholder[2..^1].Split('.');
}
