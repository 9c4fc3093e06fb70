using System.Text;

namespace Portcullis.Markets.News;

/// <summary>One property of an iCalendar file, unfolded: <c>NAME;PARAM=value:content</c>.</summary>
internal sealed record IcsLine(int Line, string Name, IReadOnlyDictionary<string, string> Parameters, string Content)
{
    /// <summary>The content as text, its escapes resolved.</summary>
    public string Text()
    {
        if (!Content.Contains('\\')) return Content.Trim();
        var text = new StringBuilder(Content.Length);
        for (var i = 0; i < Content.Length; i++)
        {
            if (Content[i] != '\\' || i + 1 == Content.Length) text.Append(Content[i]);
            else text.Append(Content[++i] is 'n' or 'N' ? '\n' : Content[i]);
        }

        return text.ToString().Trim();
    }
}

/// <summary>Unfolds an iCalendar file: a line that begins with a blank continues the one before.</summary>
internal static class IcsLines
{
    public static IEnumerable<IcsLine> Read(TextReader text)
    {
        var (line, started) = (0, 0);
        var unfolded = new StringBuilder();
        while (text.ReadLine() is { } raw)
        {
            line++;
            if (raw.Length > 0 && raw[0] is ' ' or '\t')
            {
                unfolded.Append(raw.AsSpan(1));
                continue;
            }

            if (unfolded.Length > 0) yield return Parse(started, unfolded.ToString());
            unfolded.Clear().Append(raw);
            started = line;
        }

        if (unfolded.Length > 0) yield return Parse(started, unfolded.ToString());
    }

    private static IcsLine Parse(int line, string text)
    {
        var colon = IndexOutsideQuotes(text, ':', 0);
        var head = colon < 0 ? text : text[..colon];
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var semicolon = IndexOutsideQuotes(head, ';', 0);
        var name = semicolon < 0 ? head : head[..semicolon];
        while (semicolon >= 0)
        {
            var next = IndexOutsideQuotes(head, ';', semicolon + 1);
            var parameter = head[(semicolon + 1)..(next < 0 ? head.Length : next)];
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) parameters[parameter[..equals]] = parameter[(equals + 1)..].Trim('"');
            semicolon = next;
        }

        return new IcsLine(line, name.Trim().ToUpperInvariant(), parameters, colon < 0 ? "" : text[(colon + 1)..]);
    }

    private static int IndexOutsideQuotes(string text, char sought, int from)
    {
        var quoted = false;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == sought && !quoted) return i;
        }

        return -1;
    }
}
