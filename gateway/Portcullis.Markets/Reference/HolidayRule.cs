using System.Globalization;
using System.Text.RegularExpressions;

namespace Portcullis.Markets.Reference;

/// <summary>
/// A day of the year as holiday lists name it: <c>2012-10-29</c>, <c>12-25</c>, <c>third monday of january</c>, <c>last monday of may</c>,
/// <c>easter-2</c>; the last three forms may carry a number of days to add or subtract.
/// </summary>
internal sealed partial class HolidayRule
{
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "last"];

    private readonly Func<int, DateOnly?> _dateIn;

    private HolidayRule(Func<int, DateOnly?> dateIn) => _dateIn = dateIn;

    /// <summary>The day in a given year; null where the rule names none in it.</summary>
    public DateOnly? In(int year) => _dateIn(year);

    /// <summary>Null when the text is none of the forms.</summary>
    public static HolidayRule? Parse(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new HolidayRule(year => date.Year == year ? date : null);
        if (DateOnly.TryParseExact("2001-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new HolidayRule(year => new DateOnly(year, day.Month, day.Day));
        if (EasterForm().Match(text) is { Success: true } easter)
            return new HolidayRule(year => EasterSunday(year).AddDays(OffsetOf(easter)));
        if (WeekdayForm().Match(text) is { Success: true } weekday && WeekdayIn(weekday) is { } find)
            return new HolidayRule(year => find(year).AddDays(OffsetOf(weekday)));
        return null;
    }

    private static Func<int, DateOnly>? WeekdayIn(Match match)
    {
        var month = Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, name => name.Equals(match.Groups["month"].Value, StringComparison.OrdinalIgnoreCase)) + 1;
        var nth = Array.IndexOf(Ordinals, match.Groups["nth"].Value);
        if (month == 0 || nth < 0 || !Enum.TryParse<DayOfWeek>(match.Groups["day"].Value, ignoreCase: true, out var day)) return null;
        return year =>
        {
            var first = new DateOnly(year, month, 1);
            var date = first.AddDays((((int)day - (int)first.DayOfWeek + 7) % 7) + (7 * nth));
            return date.Month == month ? date : date.AddDays(-7);
        };
    }

    private static int OffsetOf(Match match) =>
        match.Groups["days"] is { Success: true } days ? int.Parse(days.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;

    /// <summary>Easter of the Gregorian calendar, by the method of Meeus, Jones and Butcher.</summary>
    private static DateOnly EasterSunday(int year)
    {
        var (century, ofCentury, golden) = (year / 100, year % 100, year % 19);
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - epact - (ofCentury % 4)) % 7;
        var shift = (golden + (11 * epact) + (22 * weekday)) / 451;
        var day = epact + weekday - (7 * shift) + 114;
        return new DateOnly(year, day / 31, (day % 31) + 1);
    }

    [GeneratedRegex("^easter(?<days>[+-][0-9]{1,2})?$")]
    private static partial Regex EasterForm();

    [GeneratedRegex("^(?<nth>[a-z]+) (?<day>[a-z]+) of (?<month>[a-z]+)(?<days>[+-][0-9]{1,2})?$")]
    private static partial Regex WeekdayForm();
}
