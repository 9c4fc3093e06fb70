using System.Globalization;

namespace Portcullis.Bots.Replay;

/// <summary>An economic release.</summary>
/// <param name="At">When it is published, UTC.</param>
/// <param name="Currency">Whose money it moves, ISO 4217.</param>
/// <param name="Impact">High, Medium or Low.</param>
/// <param name="Title">What is published.</param>
public sealed record NewsEntry(DateTimeOffset At, string Currency, string Impact, string Title);

/// <summary>A calendar of releases: <c>timestamp_utc,currency,impact,title,actual,forecast,previous</c>.</summary>
public static class NewsFile
{
    private const string Header = "timestamp_utc,currency,impact,title,actual,forecast,previous";

    /// <summary>Whether a file is of this form; the gateway reads others too.</summary>
    public static bool IsOne(string path) => File.ReadLines(path).FirstOrDefault()?.TrimEnd('\r') == Header;

    /// <summary>Its entries, in the file's order.</summary>
    /// <exception cref="FormatException">A row cannot be read; the message names file and line.</exception>
    public static IReadOnlyList<NewsEntry> Read(string path) =>
        [.. File.ReadLines(path).Select((text, index) => (text, Line: index + 1)).Skip(1).Where(row => row.text.Length > 0).Select(row => Entry(path, row.text, row.Line))];

    public static void Write(string path, IEnumerable<NewsEntry> entries) => File.WriteAllLines(
        path,
        entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.At:yyyy-MM-ddTHH:mm:ssZ},{entry.Currency},{entry.Impact},{entry.Title},,,")).Prepend(Header));

    private static NewsEntry Entry(string path, string text, int line)
    {
        // The title may be quoted and hold commas; what comes before it never does.
        var columns = text.Split(',', 4);
        if (columns.Length < 4
            || !DateTimeOffset.TryParse(columns[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            throw new FormatException($"{path}({line}): expected {Header}");
        }

        var title = columns[3].StartsWith('"') ? columns[3].Split('"')[1] : columns[3].Split(',')[0];
        return new NewsEntry(at, columns[1], columns[2], title);
    }
}
