using System.Collections.Immutable;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Tests.Sessions;

internal static class TestCalendars
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Index futures as in 2013: from 17:00 Chicago to 15:15, a break, and on to 16:15.</summary>
    public static readonly TradingCalendar Futures = new(
        "futures",
        TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"),
        [Schedule(new Opening(1, new TimeOnly(17, 0), new TimeOnly(15, 15)), new Opening(0, new TimeOnly(15, 30), new TimeOnly(16, 15)))],
        [
            new Holiday(new DateOnly(2013, 11, 28), "Thanksgiving Day", new TimeOnly(10, 30), false),
            new Holiday(new DateOnly(2013, 11, 29), "Day after Thanksgiving", new TimeOnly(12, 15), true),
            new Holiday(new DateOnly(2013, 12, 25), "Christmas Day", null, false),
        ]);

    /// <summary>Foreign exchange: from Sunday 17:00 New York to Friday 17:00, a trading date from one 17:00 to the next.</summary>
    public static readonly TradingCalendar Forex = new(
        "forex", TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), [Schedule(new Opening(1, new TimeOnly(17, 0), new TimeOnly(17, 0)))], []);

    public static readonly TradingCalendar Always = new(
        "always",
        TimeZoneInfo.Utc,
        [new WeeklySchedule(DateOnly.MinValue, Enum.GetValues<DayOfWeek>().ToImmutableDictionary(day => day, _ => ImmutableArray.Create(new Opening(0, TimeOnly.MinValue, TimeOnly.MinValue))))],
        []);

    private static WeeklySchedule Schedule(params Opening[] openings) =>
        new(DateOnly.MinValue, Weekdays.ToImmutableDictionary(day => day, _ => openings.ToImmutableArray()));
}
