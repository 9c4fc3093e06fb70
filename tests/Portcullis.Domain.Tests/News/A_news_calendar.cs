using System.Globalization;
using Portcullis.Domain.News;

namespace Portcullis.Domain.Tests.News;

public sealed class A_news_calendar
{
    private static readonly NewsEvent Fomc = new(At("2013-12-18T19:00:00Z"), "USD", NewsImpact.High, "FOMC Statement");
    private static readonly NewsEvent Ecb = new(At("2013-12-18T12:45:00Z"), "EUR", NewsImpact.High, "Minimum Bid Rate");
    private static readonly NewsEvent Summit = new(At("2013-12-19T09:00:00Z"), "EUR", NewsImpact.Medium, "EU Economic Summit", AllDay: true);
    private static readonly NewsCalendar Calendar = NewsCalendar.Create([Summit, Fomc, Ecb, Fomc], "test", null);

    [Fact]
    public void It_finds_what_is_near_for_an_instruments_currencies()
    {
        Calendar.Near(At("2013-12-18T18:50:00Z"), ["USD"], TimeSpan.FromMinutes(15)).ShouldBe([Fomc]);
        Calendar.Near(At("2013-12-18T19:15:00Z"), ["USD"], TimeSpan.FromMinutes(15)).ShouldBe([Fomc]);
        Calendar.Near(At("2013-12-18T19:15:01Z"), ["USD"], TimeSpan.FromMinutes(15)).ShouldBeEmpty();
        Calendar.Near(At("2013-12-18T18:50:00Z"), ["EUR"], TimeSpan.FromMinutes(15)).ShouldBeEmpty();
        Calendar.Near(At("2013-12-18T18:50:00Z"), ["EUR", "USD"], TimeSpan.FromHours(8)).ShouldBe([Ecb, Fomc, Summit with { At = At("2013-12-19T00:00:00Z") }]);
    }

    [Theory]
    [InlineData("2013-12-18T23:44:59Z", false)]
    [InlineData("2013-12-18T23:45:00Z", true)]
    [InlineData("2013-12-19T12:00:00Z", true)]
    [InlineData("2013-12-20T00:15:00Z", true)]
    [InlineData("2013-12-20T00:15:01Z", false)]
    public void An_all_day_event_is_near_for_its_whole_utc_day(string now, bool near) =>
        Calendar.Near(At(now), ["EUR"], TimeSpan.FromMinutes(15)).Any(e => e.AllDay).ShouldBe(near);

    [Fact]
    public void An_event_for_every_currency_concerns_all()
    {
        var meeting = new NewsEvent(At("2013-12-18T10:00:00Z"), "ALL", NewsImpact.High, "G20 Meetings");
        NewsCalendar.Create([meeting], "test", null).Near(At("2013-12-18T10:01:00Z"), ["JPY"], TimeSpan.FromMinutes(2)).ShouldBe([meeting]);
    }

    [Fact]
    public void It_shows_no_more_than_the_nearest()
    {
        var events = Enumerable.Range(0, 40).Select(i => new NewsEvent(At("2024-01-05T13:00:00Z").AddMinutes(i), "USD", NewsImpact.Low, $"Event {i:00}")).ToArray();
        var near = NewsCalendar.Create(events, "test", null).Near(At("2024-01-05T13:20:00Z"), ["USD"], TimeSpan.FromHours(1));
        near.Length.ShouldBe(NewsLimits.NearestEvents);
        near.ShouldBe(events[12..28]);
    }

    [Theory]
    [InlineData("2013-12-17T23:59:59Z", false)]
    [InlineData("2013-12-18T00:00:00Z", true)]
    [InlineData("2013-12-19T23:59:59Z", true)]
    [InlineData("2013-12-20T00:00:00Z", false)]
    public void What_lies_outside_of_it_is_not_known(string now, bool covered) => Calendar.Covers(At(now)).ShouldBe(covered);

    [Fact]
    public void A_source_may_say_how_far_it_reaches()
    {
        NewsCalendar.Create([Fomc], "test", At("2014-01-01T00:00:00Z")).Covers(At("2013-12-31T00:00:00Z")).ShouldBeTrue();
        NewsCalendar.Create([], "test", At("2014-01-01T00:00:00Z")).Covers(At("2013-12-31T00:00:00Z")).ShouldBeTrue();
        NewsCalendar.Unknown.Covers(At("2013-12-31T00:00:00Z")).ShouldBeFalse();
    }

    [Fact]
    public void Equal_events_have_an_equal_hash_in_whatever_order_they_came()
    {
        NewsCalendar.Create([Ecb, Summit, Fomc], "other", null).Hash.ShouldBe(Calendar.Hash);
        NewsCalendar.Create([Ecb, Fomc], "test", null).Hash.ShouldNotBe(Calendar.Hash);
        Calendar.Events.Length.ShouldBe(3);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
