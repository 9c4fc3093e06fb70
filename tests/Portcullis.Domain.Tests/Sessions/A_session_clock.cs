using System.Globalization;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Tests.Sessions;

public sealed class A_session_clock
{
    private static readonly SessionClock Chicago = NewChicago();

    private static readonly SessionClock Prague = NewPrague();

    private static readonly SessionClock NewYork = NewNewYork();

    private static SessionClock NewChicago() => new(
        new SessionRules { Zone = "America/Chicago", Boundary = new TimeOnly(17, 0), Calendar = "futures", FlatBy = new TimeOnly(15, 10) }, TestCalendars.Futures);

    private static SessionClock NewPrague() => new(
        new SessionRules { Zone = "Europe/Prague", Boundary = new TimeOnly(0, 0), Calendar = "forex" }, TestCalendars.Forex);

    private static SessionClock NewNewYork() => new(
        new SessionRules { Zone = "America/New_York", Boundary = new TimeOnly(17, 0), Calendar = "forex" }, TestCalendars.Forex);

    [Theory]
    [InlineData("2013-12-17T22:59:59Z", "2013-12-17")]
    [InlineData("2013-12-17T23:00:00Z", "2013-12-18")] // 17:00 in Chicago: the roll
    [InlineData("2013-12-20T22:59:59Z", "2013-12-20")]
    [InlineData("2013-12-20T23:00:00Z", "2013-12-23")] // Friday's roll leads to Monday
    [InlineData("2013-12-22T23:30:00Z", "2013-12-23")] // Sunday evening
    [InlineData("2013-12-24T23:00:00Z", "2013-12-26")] // over Christmas
    public void A_boundary_in_the_afternoon_begins_the_next_trading_date(string now, string date) =>
        Chicago.At(At(now)).TradingDate.ShouldBe(DateOnly.Parse(date, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2013-12-16T22:59:59Z", "2013-12-16")]
    [InlineData("2013-12-16T23:00:00Z", "2013-12-17")] // midnight in Prague
    [InlineData("2013-12-21T10:00:00Z", "2013-12-23")] // Saturday
    [InlineData("2013-12-22T22:30:00Z", "2013-12-23")] // Sunday evening, the market open
    public void A_boundary_at_midnight_begins_its_own_date(string now, string date) =>
        Prague.At(At(now)).TradingDate.ShouldBe(DateOnly.Parse(date, CultureInfo.InvariantCulture));

    /// <summary>From the second Sunday of March to the last, and for a week in autumn, New York and Prague are five hours apart instead of six.</summary>
    [Theory]
    [InlineData("2024-03-08", "2024-03-08T23:00:00Z", "2024-03-08T22:00:00Z", "2024-03-08T23:00:00Z")]
    [InlineData("2024-03-13", "2024-03-13T23:00:00Z", "2024-03-13T21:00:00Z", "2024-03-13T22:00:00Z")]
    [InlineData("2024-04-03", "2024-04-03T22:00:00Z", "2024-04-03T21:00:00Z", "2024-04-03T22:00:00Z")]
    [InlineData("2024-10-23", "2024-10-23T22:00:00Z", "2024-10-23T21:00:00Z", "2024-10-23T22:00:00Z")]
    [InlineData("2024-10-30", "2024-10-30T23:00:00Z", "2024-10-30T21:00:00Z", "2024-10-30T22:00:00Z")]
    [InlineData("2024-11-06", "2024-11-06T23:00:00Z", "2024-11-06T22:00:00Z", "2024-11-06T23:00:00Z")]
    public void Each_boundary_follows_its_own_zones_clock(string date, string prague, string newYork, string chicago)
    {
        var noon = At(date + "T12:00:00Z");
        Prague.NextBoundary(noon).ShouldBe(At(prague));
        NewYork.NextBoundary(noon).ShouldBe(At(newYork));
        Chicago.NextBoundary(noon).ShouldBe(At(chicago));
    }

    [Theory]
    [InlineData("2013-12-18T12:00:00Z", "2013-12-18T23:00:00Z")]
    [InlineData("2013-12-20T22:00:00Z", "2013-12-20T23:00:00Z")]
    [InlineData("2013-12-20T23:00:00Z", "2013-12-23T23:00:00Z")] // from Friday's roll to Monday's
    [InlineData("2013-12-24T23:30:00Z", "2013-12-26T23:00:00Z")] // over Christmas
    public void The_next_boundary_skips_days_without_trading(string now, string boundary) => Chicago.NextBoundary(At(now)).ShouldBe(At(boundary));

    [Fact]
    public void Every_boundary_of_a_year_changes_the_trading_date_and_nothing_between_them_does()
    {
        foreach (var clock in new[] { Chicago, Prague, NewYork })
        {
            var now = At("2024-01-01T12:00:00Z");
            while (now < At("2025-01-01T12:00:00Z"))
            {
                var boundary = clock.NextBoundary(now);
                boundary.ShouldBeGreaterThan(now);
                clock.At(boundary.AddTicks(-1)).TradingDate.ShouldBe(clock.At(now).TradingDate);
                clock.At(boundary).TradingDate.ShouldBeGreaterThan(clock.At(now).TradingDate);
                now = boundary;
            }
        }
    }

    [Fact]
    public void A_boundary_inside_the_hour_that_autumn_repeats_is_crossed_once()
    {
        var clock = new SessionClock(new SessionRules { Zone = "Europe/Prague", Boundary = new TimeOnly(2, 30), Calendar = "always" }, TestCalendars.Always);
        var dates = Enumerable.Range(0, 240).Select(minute => clock.At(At("2024-10-26T23:00:00Z").AddMinutes(minute)).TradingDate).ToArray();
        dates.ShouldBe(dates.Order());
        dates.Distinct().Count().ShouldBe(2);
        clock.NextBoundary(At("2024-10-26T23:00:00Z")).ShouldBe(At("2024-10-27T00:30:00Z"));
    }

    [Fact]
    public void Minutes_count_the_whole_session_its_break_included()
    {
        var view = Chicago.At(At("2013-12-18T15:00:30Z"));
        view.IsOpen.ShouldBeTrue();
        view.LocalNow.ShouldBe(new DateTimeOffset(2013, 12, 18, 9, 0, 30, TimeSpan.FromHours(-6)));
        view.MinutesSinceOpen.ShouldBe(16 * 60);
        view.MinutesToClose.ShouldBe((7 * 60) + 14);
        view.MinutesToFlatBy.ShouldBe((6 * 60) + 9);
    }

    [Fact]
    public void A_closed_market_has_no_minutes_and_its_coming_day_has_a_time_to_be_flat()
    {
        var view = Chicago.At(At("2013-12-21T12:00:00Z"));
        view.IsOpen.ShouldBeFalse();
        view.MinutesSinceOpen.ShouldBe(0);
        view.MinutesToClose.ShouldBe(0);
        view.MinutesToFlatBy.ShouldBe((int)(At("2013-12-23T21:10:00Z") - At("2013-12-21T12:00:00Z")).TotalMinutes);
    }

    [Theory]
    [InlineData("2013-12-18T21:09:01Z", 0)]
    [InlineData("2013-12-18T21:10:00Z", 0)]
    [InlineData("2013-12-18T21:10:01Z", -1)]
    [InlineData("2013-12-18T22:30:00Z", -80)] // still the same trading day until 17:00
    public void Once_the_time_to_be_flat_has_passed_the_minutes_are_negative(string now, int minutes) =>
        Chicago.At(At(now)).MinutesToFlatBy.ShouldBe(minutes);

    [Fact]
    public void On_an_early_close_the_session_ends_early_and_positions_must_be_flat_before_it()
    {
        var view = Chicago.At(At("2013-11-29T17:00:00Z")); // 11:00 in Chicago, closing at 12:15
        view.IsHoliday.ShouldBeTrue();
        view.MinutesToClose.ShouldBe(75);
        view.MinutesToFlatBy.ShouldBe(70);
        Chicago.At(At("2013-12-18T12:00:00Z")).IsHoliday.ShouldBeFalse();
    }

    [Fact]
    public void A_full_holiday_is_one_although_it_is_no_trading_date() => Chicago.At(At("2013-12-25T16:00:00Z")).IsHoliday.ShouldBeTrue();

    [Fact]
    public void A_clock_with_another_calendar_than_its_rules_name_is_refused() => Should.Throw<ArgumentException>(() =>
        new SessionClock(new SessionRules { Zone = "UTC", Boundary = default, Calendar = "futures" }, TestCalendars.Forex));

    [Fact]
    public void What_it_was_asked_before_changes_no_answer()
    {
        var random = new Random(7);
        var start = At("2013-10-25T00:00:00Z");
        foreach (var asked in new[] { Chicago, Prague, NewYork })
        {
            var now = start;
            for (var i = 0; i < 1_500; i++)
            {
                // Mostly a little later, as orders come; now and then a day or a week away, or exactly at a boundary.
                now = random.Next(10) switch { 0 => start.AddHours(random.Next(24 * 14)), 1 => asked.NextBoundary(now), 2 => asked.NextBoundary(now).AddTicks(-1), _ => now.AddSeconds(random.Next(3_000)) };
                var fresh = asked == Chicago ? NewChicago() : asked == Prague ? NewPrague() : NewNewYork();
                asked.At(now).ShouldBe(fresh.At(now), $"{now:O}");
                asked.NextBoundary(now).ShouldBe(fresh.NextBoundary(now), $"{now:O}");
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
