using System.Globalization;
using System.Text.Json;
using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Tests.Reference;

public sealed class Shipped_calendars(ITestOutputHelper output)
{
    [Theory]
    [InlineData("us-stocks", "2013-11-29", "09:30", "13:00")]
    [InlineData("us-stocks", "2015-12-24", "09:30", "13:00")]
    [InlineData("us-stocks-extended", "2015-12-24", "04:00", "17:00")]
    [InlineData("us-stocks", "2026-07-02", "09:30", "16:00")] // the fourth is a Saturday: the third is the holiday, the second a whole day
    [InlineData("cme-equity", "2013-12-18", "17:00", "16:15")]
    [InlineData("cme-equity", "2024-12-24", "17:00", "12:15")]
    [InlineData("cme-equity", "2023-04-07", "17:00", "08:15")] // Good Friday with payrolls
    [InlineData("cme-fx", "2024-01-15", "17:00", "16:00")] // a holiday that trades to the usual close
    public void A_session_runs_from_its_first_opening_to_its_last_close(string name, string date, string opens, string closes)
    {
        var calendar = RealData.Reference.Calendars[name];
        var session = calendar.SessionOf(Date(date));
        Local(calendar, session[0].Opens).ShouldBe(opens);
        Local(calendar, session[^1].Closes).ShouldBe(closes);
    }

    [Theory]
    [InlineData("us-stocks", "2012-10-29")]
    [InlineData("us-stocks", "2018-12-05")]
    [InlineData("us-stocks", "2025-01-09")]
    [InlineData("us-stocks", "2022-06-20")] // Juneteenth on a Sunday
    [InlineData("us-stocks", "2021-12-24")] // Christmas on a Saturday
    [InlineData("cme-equity", "2024-03-29")] // Good Friday
    [InlineData("nymex-comex", "2023-04-07")]
    [InlineData("dax-cfd", "2024-04-01")] // Easter Monday
    [InlineData("forex", "2024-12-25")]
    public void A_closed_day_is_no_trading_date(string name, string date) => RealData.Reference.Calendars[name].IsTradingDate(Date(date)).ShouldBeFalse();

    [Fact]
    public void New_years_day_on_a_saturday_closes_no_friday() => RealData.Reference.Calendars["us-stocks"].IsTradingDate(Date("2021-12-31")).ShouldBeTrue();

    /// <summary>
    /// Against a second, independent list of sessions, where one is at hand: every weekday from 2010 to 2026 is compared. The known differences of
    /// the second are half days that it lacks, mornings of mourning and storm that it closes or leaves whole, and closures that it words as a late
    /// opening, which is ours on the evening before the next trading date.
    /// </summary>
    [Theory]
    [InlineData("us-stocks", "Equity-usa-[*]", "", 0)]
    [InlineData("cme-equity", "Future-cme-ES", "Future-cme-[*]", 13)]
    public void Holidays_and_early_closes_agree_with_a_second_source(string name, string key, string baseKey, int knownDifferences)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RealData.File("reference/market_hours.json")));
        var calendar = RealData.Reference.Calendars[name];
        var closed = Dates(document, key).Concat(baseKey.Length == 0 ? [] : Dates(document, baseKey)).ToHashSet();
        var early = document.RootElement.GetProperty(key).GetProperty("earlyCloses").EnumerateObject()
            .ToDictionary(entry => DateOnly.ParseExact(entry.Name, "M/d/yyyy", CultureInfo.InvariantCulture), entry => entry.Value.GetString()!);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(document.RootElement.GetProperty(key).GetProperty("exchangeTimeZone").GetString()!);

        var differences = new List<string>();
        for (var date = Date("2010-01-01"); date < Date("2027-01-01"); date = date.AddDays(1))
        {
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            var ours = calendar.HolidayOn(date) is not { } holiday ? "whole"
                : holiday.Closes is null ? "closed"
                : TimeZoneInfo.ConvertTime(calendar.SessionOf(date)[^1].Closes, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var theirs = early.TryGetValue(date, out var close) ? close : closed.Contains(date) ? "closed" : "whole";
            if (theirs == "17:00:00" && name == "cme-equity") theirs = "whole";
            if (ours != theirs) differences.Add($"{date:yyyy-MM-dd} {calendar.HolidayOn(date)?.Name}: ours {ours}, theirs {theirs}");
        }

        foreach (var difference in differences) output.WriteLine(difference);
        differences.Count.ShouldBe(knownDifferences);
    }

    private static IEnumerable<DateOnly> Dates(JsonDocument document, string key) => document.RootElement.GetProperty(key).GetProperty("holidays").EnumerateArray()
        .Select(date => DateOnly.ParseExact(date.GetString()!, "M/d/yyyy", CultureInfo.InvariantCulture));

    private static string Local(TradingCalendar calendar, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, calendar.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
