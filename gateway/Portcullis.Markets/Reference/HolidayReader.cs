using System.Globalization;
using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Reference;

/// <summary>Reads one entry of a holiday list and works out its dates.</summary>
internal static class HolidayReader
{
    /// <summary>Years that holidays are worked out for. One-off closures (mourning, storms) are listed by date as far as they are known.</summary>
    public const int FirstYear = 2010;
    public const int LastYear = 2035;

    public static IEnumerable<Holiday> Read(SourceNode entry)
    {
        var name = entry.Text("name");
        var on = entry.Required("on");
        var rule = on is null ? null : HolidayRule.Parse(on.AsText());
        if (on is not null && rule is null) on.Fault($"expected a day such as 12-25, 2012-10-29, third monday of january or easter-2, found \"{on.Raw}\"");

        var observed = entry.Optional("observed")?.AsOneOf<Observance>() ?? Observance.Never;
        var from = YearOr(entry.Optional("from"), FirstYear);
        var to = YearOr(entry.Optional("to"), LastYear);
        var except = entry.Optional("except")?.AsArray().Select(year => YearOr(year, 0)).ToHashSet() ?? [];
        var weekdays = entry.Optional("weekdays") is { } days ? Weekdays.Read(days) : Weekdays.All;
        var closes = entry.Optional("closes")?.AsTime();
        var businessDay = entry.Optional("businessDay")?.AsBoolean() ?? false;
        entry.Finish();
        if (rule is null) yield break;

        for (var year = from; year <= to; year++)
        {
            if (except.Contains(year) || rule.In(year) is not { } date || Observed(date, observed) is not { } day) continue;
            if (weekdays.Contains(day.DayOfWeek)) yield return new Holiday(day, name, closes, businessDay);
        }
    }

    private static DateOnly? Observed(DateOnly date, Observance observance) => (date.DayOfWeek, observance) switch
    {
        (DayOfWeek.Sunday, Observance.Nearest or Observance.Monday) => date.AddDays(1),
        (DayOfWeek.Saturday, Observance.Nearest) => date.AddDays(-1),
        (DayOfWeek.Saturday, Observance.Monday) => null,
        _ => date,
    };

    private static int YearOr(SourceNode? node, int otherwise)
    {
        if (node is null) return otherwise;
        if (int.TryParse(node.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear) return year;
        node.Fault($"expected a year from {FirstYear} to {LastYear}, found \"{node.Raw}\"");
        return FirstYear;
    }

    /// <summary>What becomes of a holiday that falls on a weekend.</summary>
    private enum Observance
    {
        Never,

        /// <summary>From a Saturday to Friday, from a Sunday to Monday.</summary>
        Nearest,

        /// <summary>From a Sunday to Monday; from a Saturday not at all.</summary>
        Monday,
    }
}
