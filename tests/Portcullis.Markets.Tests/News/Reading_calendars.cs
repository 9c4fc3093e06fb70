using System.Globalization;
using System.Text;
using Portcullis.Domain.News;
using Portcullis.Markets.News;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.Tests.News;

public sealed class Reading_calendars
{
    [Fact]
    public void Comma_separated_values_are_read_by_their_header_and_bad_rows_are_named()
    {
        var load = CsvNews.Read("news.csv", new StringReader(""""
            title,timestamp_utc,currency,impact,actual
            FOMC Statement,2013-12-18T19:00:00Z,USD,High,
            "Retail Sales, ""core""",2013-12-12T08:30:00-05:00,usd,Medium Impact Expected,0.6%
            Bank Holiday,2013-12-25,GBP,Holiday,
            Somewhere,2013-12-18T19:00:00,USD,High,
            Nowhere,2013-12-18T19:00:00Z,DOLLAR,High,
            Neverhow,2013-12-18T19:00:00Z,USD,Enormous,
            short,2013-12-18T19:00:00Z

            Last,2013-12-26T10:00:00Z,ALL,Low,
            """"));
        load.Calendar.Events.ShouldBe([
            new NewsEvent(At("2013-12-12T13:30:00Z"), "USD", NewsImpact.Medium, "Retail Sales, \"core\""),
            new NewsEvent(At("2013-12-18T19:00:00Z"), "USD", NewsImpact.High, "FOMC Statement"),
            new NewsEvent(At("2013-12-25T00:00:00Z"), "GBP", NewsImpact.Low, "Bank Holiday", AllDay: true),
            new NewsEvent(At("2013-12-26T10:00:00Z"), "ALL", NewsImpact.Low, "Last"),
        ]);
        load.Faults.Select(fault => fault.ToString()).ShouldBe([
            "news.csv(5,1): expected a time such as 2013-12-18T19:00:00Z or a date, found \"2013-12-18T19:00:00\"",
            "news.csv(6,1): expected a currency of three letters, found \"DOLLAR\"",
            "news.csv(7,1): expected an impact of High, Medium, Low or Holiday, found \"Enormous\"",
            "news.csv(8,1): expected 5 cells, found 2",
        ]);
    }

    [Fact]
    public void A_file_without_its_columns_is_refused_whole() =>
        Should.Throw<ReferenceException>(() => CsvNews.Read("news.csv", new StringReader("date,currency,impact,title\n"))).Message.ShouldContain("expected a column timestamp_utc");

    [Fact]
    public void The_weekly_export_is_read_with_its_offsets_and_covers_its_week()
    {
        var load = ForexFactoryNews.Read("week.json", Encoding.UTF8.GetBytes("""
            [
              {"title":"Non-Farm Employment Change","country":"USD","date":"2024-01-05T08:30:00-05:00","impact":"High","forecast":"168K","previous":"173K"},
              {"title":"Bank Holiday","country":"JPY","date":"2024-01-03T00:00:00-05:00","impact":"Holiday","forecast":"","previous":""},
              {"title":"OPEC Meetings","country":"All","date":"2024-01-04T03:15:00-05:00","time":"Tentative","impact":"Medium","forecast":"","previous":""},
              {"title":"Broken","country":"USD","date":"Jan 5th 8:30am","impact":"High","forecast":"","previous":""},
              {"title":"Broken","country":"US","date":"2024-01-05T08:30:00-05:00","impact":"Red"}
            ]
            """));
        load.Calendar.Events.ShouldBe([
            new NewsEvent(At("2024-01-03T00:00:00Z"), "JPY", NewsImpact.Low, "Bank Holiday", AllDay: true),
            new NewsEvent(At("2024-01-04T00:00:00Z"), "ALL", NewsImpact.Medium, "OPEC Meetings", AllDay: true),
            new NewsEvent(At("2024-01-05T13:30:00Z"), "USD", NewsImpact.High, "Non-Farm Employment Change"),
        ]);
        load.Calendar.CoversUntil.ShouldBe(At("2024-01-07T05:00:00Z"));
        load.Faults.Select(fault => fault.Line).ShouldBe([5, 6, 6]);
    }

    [Fact]
    public void A_calendar_file_is_read_by_uid_and_sequence()
    {
        var load = IcsNews.Read("fed.ics", new StringReader(string.Join("\r\n",
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            Event("fomc", "SEQUENCE:0", "DTSTART;TZID=America/New_York:20131218T140000", "SUMMARY:FOMC State", " ment\\, with press conference", "CATEGORIES:USD,High"),
            Event("fomc", "SEQUENCE:1", "DTSTART;TZID=\"America/New_York\":20131218T143000", "SUMMARY:FOMC Statement", "CATEGORIES:USD,High"),
            Event("gone", "DTSTART:20131219T100000Z", "SUMMARY:Withdrawn", "CATEGORIES:EUR,High"),
            Event("gone", "SEQUENCE:2", "STATUS:CANCELLED"),
            Event("budget", "DTSTART;VALUE=DATE:20131220", "SUMMARY:Budget\\nvote", "X-CURRENCY:GBP", "X-IMPACT:Medium"),
            Event("maybe", "DTSTART:20131219T170000Z", "STATUS:TENTATIVE", "SUMMARY:Perhaps", "CATEGORIES:High\\, loud,EUR,Low"),
            Event("nowhere", "DTSTART:20131219T170000", "SUMMARY:Floating", "CATEGORIES:EUR,Low"),
            Event("again", "DTSTART:20131219T170000Z", "RRULE:FREQ=WEEKLY", "SUMMARY:Weekly", "CATEGORIES:EUR,Low"),
            Event("bare", "DTSTART:20131219T180000Z", "SUMMARY:No currency"),
            "END:VCALENDAR")), NewsDefaults.None);
        load.Calendar.Events.ShouldBe([
            new NewsEvent(At("2013-12-18T19:30:00Z"), "USD", NewsImpact.High, "FOMC Statement"),
            new NewsEvent(At("2013-12-19T00:00:00Z"), "EUR", NewsImpact.High, "Perhaps", AllDay: true),
            new NewsEvent(At("2013-12-20T00:00:00Z"), "GBP", NewsImpact.Medium, "Budget\nvote", AllDay: true),
        ]);
        load.Faults.Select(fault => fault.Message).ShouldBe([
            "expected DTSTART with a TZID or in UTC",
            "expected single events: repeating ones are not read",
            "expected a currency in X-CURRENCY or CATEGORIES",
            "expected an impact of High, Medium or Low in X-IMPACT or CATEGORIES",
        ]);
    }

    [Fact]
    public void What_a_statistical_office_leaves_out_the_caller_can_say()
    {
        var text = string.Join("\n", "BEGIN:VCALENDAR", Event("cpi", "DTSTART;TZID=America/New_York:20240111T083000", "SUMMARY:Consumer Price Index"), "END:VCALENDAR");
        IcsNews.Read("bls.ics", new StringReader(text), new NewsDefaults("USD", NewsImpact.High)).Calendar.Events
            .ShouldBe([new NewsEvent(At("2024-01-11T13:30:00Z"), "USD", NewsImpact.High, "Consumer Price Index")]);
    }

    [Fact]
    public void What_is_no_calendar_file_is_refused_whole()
    {
        Should.Throw<ReferenceException>(() => IcsNews.Read("x.ics", new StringReader("hello"), NewsDefaults.None));
        Should.Throw<ReferenceException>(() => ForexFactoryNews.Read("x.json", "{}"u8));
        Should.Throw<ReferenceException>(() => ForexFactoryNews.Read("x.json", "[{"u8));
        Should.Throw<ReferenceException>(() => NewsCalendarLoader.Load("/nowhere/news.csv"));
    }

    [Theory]
    [InlineData("calendar/ff_calendar_core_2013-2024_01.csv", 3860)]
    [InlineData("calendar/ff_calendar_high_2010-2024_01.csv.gz", 13320)]
    [InlineData("calendar/ff_calendar_high_medium_2010-2024_01.csv.gz", 30401)]
    public void Years_of_real_news_are_read_without_a_fault(string file, int rows)
    {
        var load = NewsCalendarLoader.Load(RealData.File(file));
        load.Faults.ShouldBeEmpty();
        load.Calendar.Events.Length.ShouldBe(rows);
        load.Calendar.Near(At("2013-12-18T18:55:00Z"), ["USD"], TimeSpan.FromMinutes(5)).ShouldContain(e => e.Title.Contains("FOMC", StringComparison.Ordinal));
        load.Calendar.Covers(At("2024-01-05T23:00:00Z")).ShouldBeTrue();
        load.Calendar.Covers(At("2024-01-06T00:00:00Z")).ShouldBeFalse();
    }

    private static string Event(string uid, params string[] lines) => string.Join("\r\n", ["BEGIN:VEVENT", $"UID:{uid}", .. lines, "END:VEVENT"]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
