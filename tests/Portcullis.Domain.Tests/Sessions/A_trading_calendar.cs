using System.Collections.Immutable;
using System.Globalization;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Tests.Sessions;

public sealed class A_trading_calendar
{
    [Theory]
    [InlineData("2013-12-16T22:59:59Z", false)] // Monday 16:59:59 in Chicago, in the daily break
    [InlineData("2013-12-16T23:00:00Z", true)]
    [InlineData("2013-12-17T21:14:59Z", true)]
    [InlineData("2013-12-17T21:15:00Z", false)] // the break within the session
    [InlineData("2013-12-17T21:30:00Z", true)]
    [InlineData("2013-12-17T22:15:00Z", false)]
    [InlineData("2013-12-21T12:00:00Z", false)] // Saturday
    [InlineData("2013-12-22T22:59:59Z", false)] // Sunday, a second early
    [InlineData("2013-12-22T23:00:00Z", true)]
    [InlineData("2013-11-28T16:29:59Z", true)] // Thanksgiving: until 10:30
    [InlineData("2013-11-28T16:30:00Z", false)]
    [InlineData("2013-11-28T23:00:00Z", true)] // its evening belongs to the day after
    [InlineData("2013-12-25T18:00:00Z", false)] // Christmas Day
    [InlineData("2013-12-24T23:30:00Z", false)] // and its evening before
    [InlineData("2013-12-25T23:00:00Z", true)]
    public void It_knows_when_the_market_is_open(string at, bool open) => (TestCalendars.Futures.OpeningAt(At(at)) is not null).ShouldBe(open);

    [Theory]
    [InlineData("2013-12-22T23:30:00Z", "2013-12-23")] // Sunday evening is Monday
    [InlineData("2013-12-23T21:20:00Z", "2013-12-23")] // the break belongs to its session
    [InlineData("2013-12-20T23:00:00Z", "2013-12-23")] // after Friday's close
    [InlineData("2013-12-24T22:20:00Z", "2013-12-26")] // Christmas is no trading date
    public void It_names_the_trading_date(string at, string date) =>
        TestCalendars.Futures.TradingDateAt(At(at)).Date.ShouldBe(DateOnly.Parse(date, CultureInfo.InvariantCulture));

    [Fact]
    public void A_session_keeps_its_local_hours_when_the_clocks_change()
    {
        var lengths = Enumerable.Range(0, 365)
            .Select(day => new DateOnly(2013, 1, 1).AddDays(day))
            .Where(TestCalendars.Forex.IsTradingDate)
            .Select(date => TestCalendars.Forex.SessionOf(date).Single())
            .Select(interval => interval.Closes - interval.Opens)
            .Distinct();

        // Monday begins on Sunday evening, after the change of the night: forex never sees the short or the long day.
        lengths.ShouldBe([TimeSpan.FromHours(24)]);
        TestCalendars.Forex.SessionOf(new DateOnly(2013, 3, 11)).Single().Opens.ShouldBe(At("2013-03-10T21:00:00Z"));
        TestCalendars.Forex.SessionOf(new DateOnly(2013, 3, 8)).Single().Opens.ShouldBe(At("2013-03-07T22:00:00Z"));
    }

    [Fact]
    public void Around_the_clock_there_is_no_gap_on_the_days_of_change()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var calendar = new TradingCalendar(
            "always", berlin, [new WeeklySchedule(DateOnly.MinValue, Enum.GetValues<DayOfWeek>().ToImmutableDictionary(day => day, _ => ImmutableArray.Create(new Opening(0, TimeOnly.MinValue, TimeOnly.MinValue))))], []);
        var intervals = Enumerable.Range(0, 366).Select(day => calendar.SessionOf(new DateOnly(2024, 1, 1).AddDays(day)).Single()).ToArray();
        for (var i = 1; i < intervals.Length; i++) intervals[i].Opens.ShouldBe(intervals[i - 1].Closes);
        intervals.Select(interval => (interval.Closes - interval.Opens).TotalHours).Distinct().Order().ShouldBe([23.0, 24.0, 25.0]);
    }

    [Fact]
    public void A_holiday_that_settles_nothing_is_a_trading_date_but_no_business_day()
    {
        TestCalendars.Futures.IsTradingDate(new DateOnly(2013, 11, 28)).ShouldBeTrue();
        TestCalendars.Futures.IsBusinessDay(new DateOnly(2013, 11, 28)).ShouldBeFalse();
        TestCalendars.Futures.IsBusinessDay(new DateOnly(2013, 11, 29)).ShouldBeTrue();
        TestCalendars.Futures.IsTradingDate(new DateOnly(2013, 12, 25)).ShouldBeFalse();
    }

    [Fact]
    public void One_that_never_opens_is_refused() =>
        Should.Throw<ArgumentException>(() => new TradingCalendar("never", TimeZoneInfo.Utc, [], []));

    [Fact]
    public void A_time_that_the_clock_skips_is_the_moment_of_the_change_and_one_shown_twice_its_first_showing()
    {
        var prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
        prague.InstantOf(new DateOnly(2024, 3, 31), new TimeOnly(2, 30)).ShouldBe(At("2024-03-31T01:00:00Z"));
        prague.InstantOf(new DateOnly(2024, 10, 27), new TimeOnly(2, 30)).ShouldBe(At("2024-10-27T00:30:00Z"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
