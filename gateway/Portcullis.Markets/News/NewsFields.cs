using System.Globalization;
using Portcullis.Domain.News;

namespace Portcullis.Markets.News;

/// <summary>Reads the single fields that calendars have in common.</summary>
internal static class NewsFields
{
    private static readonly string[] AllDayWords = ["all day", "tentative", "day 1", "day 2", "day 3"];

    /// <summary>
    /// The instant of an event, or its UTC day when the text is a date alone. Null when it is neither; an instant without zone or offset is
    /// refused, since guessing the zone of a calendar is how windows come to lie at the wrong hour.
    /// </summary>
    public static (DateTimeOffset At, bool AllDay)? TimeOf(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return (new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), true);
        var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (hasZone && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at)) return (at, false);
        return null;
    }

    /// <summary>Whether a calendar's time of day says that there is none: such an event counts for its whole day.</summary>
    public static bool IsAllDay(string timeOfDay) => AllDayWords.Contains(timeOfDay.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when it is no currency code.</summary>
    public static string? CurrencyOf(string text)
    {
        var code = text.Trim().ToUpperInvariant();
        return code.Length == 3 && code.All(char.IsAsciiLetterUpper) ? code : null;
    }

    /// <summary>Takes <c>High</c> as well as <c>High Impact Expected</c>; a bank holiday moves little itself and is taken as low.</summary>
    public static NewsImpact? ImpactOf(string text) => text.Trim().Split(' ')[0].ToUpperInvariant() switch
    {
        "HIGH" => NewsImpact.High,
        "MEDIUM" => NewsImpact.Medium,
        "LOW" or "HOLIDAY" or "NON-ECONOMIC" => NewsImpact.Low,
        _ => null,
    };

    public static bool IsHoliday(string impact) => impact.Trim().StartsWith("Holiday", StringComparison.OrdinalIgnoreCase);
}
