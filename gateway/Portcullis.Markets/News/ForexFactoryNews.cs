using Portcullis.Domain.News;
using Portcullis.Domain.Sessions;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.News;

/// <summary>
/// ForexFactory's weekly export: a list of objects with title, country (a currency), date (with offset) and impact. It covers the week, Sunday
/// to Saturday in New York, also where its last event is earlier.
/// </summary>
internal static class ForexFactoryNews
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public static NewsLoad Read(string name, ReadOnlySpan<byte> json)
    {
        var file = SourceFile.Parse(name, json);
        file.Demand();
        if (file.Root.Kind != SourceKind.Array) throw NewsCalendarLoader.Unusable(name, "expected a list of events");

        var events = file.Root.Items.Select(EventOf).OfType<NewsEvent>().ToList();
        return new NewsLoad(NewsCalendar.Create(events, name, events.Count == 0 ? null : EndOfWeek(events.Max(e => e.At))), [.. file.Faults]);
    }

    private static NewsEvent? EventOf(SourceNode node)
    {
        var (title, country, date, impactText) = (node.Text("title"), node.Text("country"), node.Text("date"), node.Text("impact"));
        if (node.Kind != SourceKind.Object) return null;
        var timeOfDay = node.Optional("time")?.Raw ?? "";
        var time = NewsFields.TimeOf(date);
        var currency = NewsFields.CurrencyOf(country);
        var impact = NewsFields.ImpactOf(impactText);
        if (time is null) node.Fault($"expected \"date\" as a time with offset such as 2026-11-18T08:30:00-05:00, found \"{date}\"");
        if (currency is null) node.Fault($"expected \"country\" as a currency of three letters, found \"{country}\"");
        if (impact is null) node.Fault($"expected \"impact\" as High, Medium, Low or Holiday, found \"{impactText}\"");
        if (time is null || currency is null || impact is null) return null;

        // A whole day is the one that the export names, whatever its offset makes of midnight.
        var allDay = time.Value.AllDay || NewsFields.IsAllDay(timeOfDay) || NewsFields.IsHoliday(impactText);
        var at = allDay && NewsFields.TimeOf(date[..Math.Min(10, date.Length)]) is { } day ? day.At : time.Value.At;
        return new NewsEvent(at, currency, impact.Value, title, allDay);
    }

    private static DateTimeOffset EndOfWeek(DateTimeOffset last)
    {
        var date = NewYork.DateAt(last);
        return NewYork.InstantOf(date.AddDays(7 - (int)date.DayOfWeek), TimeOnly.MinValue);
    }
}
