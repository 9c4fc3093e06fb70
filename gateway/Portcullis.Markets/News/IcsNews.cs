using System.Globalization;
using Portcullis.Domain.News;
using Portcullis.Domain.Sessions;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.News;

/// <summary>
/// An iCalendar file: one event per UID, the highest SEQUENCE of it (of equals the later in the file). A cancelled event is none, a tentative one
/// counts for its whole day. Currency and impact come from X-CURRENCY and X-IMPACT, else from CATEGORIES, else from the caller.
/// </summary>
internal static class IcsNews
{
    public static NewsLoad Read(string name, TextReader text, NewsDefaults defaults)
    {
        var faults = new List<ReferenceFault>();
        var latest = new Dictionary<string, (int Sequence, NewsEvent? Event)>(StringComparer.Ordinal);
        Dictionary<string, IcsLine>? entry = null;
        string? calendarZone = null;
        var began = false;
        foreach (var line in IcsLines.Read(text))
        {
            var content = line.Content.Trim();
            switch (line.Name)
            {
                case "BEGIN" when content.Equals("VCALENDAR", StringComparison.OrdinalIgnoreCase): began = true; break;
                case "BEGIN" when content.Equals("VEVENT", StringComparison.OrdinalIgnoreCase): entry = new(StringComparer.Ordinal) { ["BEGIN"] = line }; break;
                case "END" when entry is not null && content.Equals("VEVENT", StringComparison.OrdinalIgnoreCase):
                    Finish(entry);
                    entry = null;
                    break;
                case "X-WR-TIMEZONE" when entry is null: calendarZone = content; break;
                default: entry?.TryAdd(line.Name, line); break;
            }
        }

        if (!began) throw NewsCalendarLoader.Unusable(name, "expected BEGIN:VCALENDAR");
        if (entry is not null) faults.Add(new ReferenceFault(name, entry["BEGIN"].Line, 1, "expected END:VEVENT before the end of the file"));
        return new NewsLoad(NewsCalendar.Create(latest.Values.Select(e => e.Event).OfType<NewsEvent>(), name, null), [.. faults]);

        void Finish(Dictionary<string, IcsLine> properties)
        {
            var reader = new IcsEvent(properties, calendarZone, defaults);
            var uid = reader.Text("UID");
            if (uid.Length == 0) uid = string.Create(CultureInfo.InvariantCulture, $"line {properties["BEGIN"].Line}");
            var newsEvent = reader.Read(out var sequence);
            faults.AddRange(reader.Faults.Select(fault => new ReferenceFault(name, fault.Line, 1, fault.Message)));
            if (reader.Faults.Count > 0) return;
            if (!latest.TryGetValue(uid, out var known) || sequence >= known.Sequence) latest[uid] = (sequence, newsEvent);
        }
    }

    /// <summary>One VEVENT.</summary>
    private sealed class IcsEvent(Dictionary<string, IcsLine> properties, string? calendarZone, NewsDefaults defaults)
    {
        public List<(int Line, string Message)> Faults { get; } = [];

        public string Text(string name) => properties.TryGetValue(name, out var line) ? line.Text() : "";

        /// <summary>Null when the event is cancelled or, with faults, when it cannot be read.</summary>
        public NewsEvent? Read(out int sequence)
        {
            sequence = 0;
            if (Text("SEQUENCE") is { Length: > 0 } number && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out sequence))
                Fault("SEQUENCE", $"expected SEQUENCE as a whole number, found \"{number}\"");
            var status = Text("STATUS").ToUpperInvariant();
            if (status == "CANCELLED") return null;
            if (properties.ContainsKey("RRULE")) Fault("RRULE", "expected single events: repeating ones are not read");

            var time = Start();
            var categories = Text("CATEGORIES").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var currency = CurrencyOf(categories);
            var impact = ImpactOf(categories);
            var title = Text("SUMMARY");
            if (title.Length == 0) Fault("SUMMARY", "expected a SUMMARY");
            if (currency is null) Fault("CATEGORIES", "expected a currency in X-CURRENCY or CATEGORIES");
            if (impact is null) Fault("CATEGORIES", "expected an impact of High, Medium or Low in X-IMPACT or CATEGORIES");
            return Faults.Count > 0 ? null : new NewsEvent(time.At, currency!, impact!.Value, title, time.AllDay || status == "TENTATIVE");
        }

        private (DateTimeOffset At, bool AllDay) Start()
        {
            if (!properties.TryGetValue("DTSTART", out var line))
            {
                Fault("DTSTART", "expected a DTSTART");
                return default;
            }

            var content = line.Content.Trim();
            if (DateOnly.TryParseExact(content, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return (new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), true);

            var utc = content.EndsWith('Z');
            if (!DateTime.TryParseExact(content.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                Fault("DTSTART", $"expected DTSTART as 20131218, 20131218T190000Z or, with TZID, 20131218T140000, found \"{content}\"");
                return default;
            }

            var zoneName = utc ? "UTC" : line.Parameters.GetValueOrDefault("TZID") ?? calendarZone;
            if (zoneName is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
                return (zone.InstantOf(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)), false);
            Fault("DTSTART", zoneName is null ? "expected DTSTART with a TZID or in UTC" : $"expected a time zone such as America/New_York, found \"{zoneName}\"");
            return default;
        }

        private string? CurrencyOf(string[] categories) =>
            NewsFields.CurrencyOf(Text("X-CURRENCY")) ?? categories.Select(NewsFields.CurrencyOf).FirstOrDefault(currency => currency is not null) ?? defaults.Currency;

        private NewsImpact? ImpactOf(string[] categories) =>
            NewsFields.ImpactOf(Text("X-IMPACT")) ?? categories.Select(NewsFields.ImpactOf).FirstOrDefault(impact => impact is not null) ?? defaults.Impact;

        private void Fault(string property, string message) =>
            Faults.Add((properties.GetValueOrDefault(property, properties["BEGIN"]).Line, message));
    }
}
