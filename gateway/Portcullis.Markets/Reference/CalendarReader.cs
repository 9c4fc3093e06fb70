using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Reference;

/// <summary>
/// Reads trading calendars: holiday lists that several markets share, and per calendar its zone, the weekly openings from a date on, and its
/// holidays (entries of its own, or the name of a shared list).
/// </summary>
internal static partial class CalendarReader
{
    public static ImmutableArray<TradingCalendar> Read(SourceFile file)
    {
        var shared = file.Root.Optional("holidayLists")?.Members ?? [];
        var calendars = ImmutableArray.CreateBuilder<TradingCalendar>();
        foreach (var node in file.Root.Array("calendars"))
        {
            var calendar = Calendar(node, shared);
            if (calendar is null) continue;
            if (calendars.Any(other => other.Name == calendar.Name)) node.Fault($"calendar \"{calendar.Name}\" stands twice");
            calendars.Add(calendar);
        }

        file.Root.Finish();
        return calendars.ToImmutable();
    }

    private static TradingCalendar? Calendar(SourceNode node, Dictionary<string, SourceNode> shared)
    {
        var name = node.Text("name");
        var zone = node.Required("zone")?.AsZone() ?? TimeZoneInfo.Utc;
        node.Text("source");
        var schedules = node.Array("schedules").Select(Schedule).ToArray();
        var holidays = new Dictionary<DateOnly, Holiday>();
        foreach (var entry in node.Optional("holidays")?.AsArray() ?? [])
        foreach (var (source, holiday) in HolidaysOf(entry, shared))
            if (!holidays.TryAdd(holiday.Date, holiday)) source.Fault($"{holiday.Date:yyyy-MM-dd} is {holidays[holiday.Date].Name} already in calendar \"{name}\"");

        node.Finish();
        if (schedules.Any(schedule => schedule.Days.Values.Any(openings => !openings.IsEmpty))) return new TradingCalendar(name, zone, schedules, holidays.Values);
        node.Fault($"calendar \"{name}\" never opens: expected at least one opening");
        return null;
    }

    private static IEnumerable<(SourceNode Source, Holiday Holiday)> HolidaysOf(SourceNode entry, Dictionary<string, SourceNode> shared)
    {
        if (entry.Kind != SourceKind.Text) return HolidayReader.Read(entry).Select(holiday => (entry, holiday));
        if (shared.TryGetValue(entry.Raw, out var list)) return list.AsArray().SelectMany(item => HolidayReader.Read(item).Select(holiday => (item, holiday)));
        entry.Fault($"expected the name of a holiday list ({string.Join(", ", shared.Keys)}), found \"{entry.Raw}\"");
        return [];
    }

    private static WeeklySchedule Schedule(SourceNode node)
    {
        var from = node.Required("from")?.AsDate() ?? DateOnly.MinValue;
        var days = ImmutableDictionary.CreateBuilder<DayOfWeek, ImmutableArray<Opening>>();
        foreach (var (key, list) in node.Required("days")?.Members ?? [])
        {
            var weekdays = Weekdays.Parse(key);
            if (weekdays.IsEmpty) list.Fault($"expected a weekday such as monday or a range such as monday-friday, found \"{key}\"");
            var openings = list.AsArray().Select(OpeningOf).ToImmutableArray();
            foreach (var day in weekdays) days[day] = openings;
        }

        node.Finish();
        return new WeeklySchedule(from, days.ToImmutable());
    }

    private static Opening OpeningOf(SourceNode node)
    {
        if (OpeningForm().Match(node.AsText()) is { Success: true } match
            && TimeOnly.TryParseExact(match.Groups["opens"].Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var opens)
            && TimeOnly.TryParseExact(match.Groups["closes"].Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var closes))
        {
            var daysBefore = match.Groups["before"].Success ? int.Parse(match.Groups["before"].Value, CultureInfo.InvariantCulture) : 0;
            if (daysBefore <= SessionLimits.LongestOpeningDays && (daysBefore > 0 || closes == TimeOnly.MinValue || opens < closes)) return new Opening(daysBefore, opens, closes);
        }

        node.Fault($"expected an opening such as 09:30-16:00, or -1 17:00-16:00 for one that opens on the evening before, found \"{node.Raw}\"");
        return default;
    }

    [GeneratedRegex("^(-(?<before>[0-9]) )?(?<opens>[0-9]{2}:[0-9]{2})-(?<closes>[0-9]{2}:[0-9]{2})$")]
    private static partial Regex OpeningForm();
}
