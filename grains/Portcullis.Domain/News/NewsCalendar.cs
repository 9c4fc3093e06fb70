using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portcullis.Domain.News;

/// <summary>Scheduled releases of a stretch of time. What lies outside that stretch is not known, which is something else than free of news.</summary>
public sealed class NewsCalendar
{
    public static readonly NewsCalendar Unknown = Create([], "none", null);

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    private readonly FrozenDictionary<string, ImmutableArray<NewsEvent>> _byCurrency;

    private NewsCalendar(ImmutableArray<NewsEvent> events, string source, DateTimeOffset coversFrom, DateTimeOffset coversUntil)
    {
        Events = events;
        Source = source;
        CoversFrom = coversFrom;
        CoversUntil = coversUntil;
        Hash = HashOf(events);
        _byCurrency = events.GroupBy(e => e.Currency, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<NewsEvent> Events { get; }

    public string Source { get; }

    public DateTimeOffset CoversFrom { get; }

    public DateTimeOffset CoversUntil { get; }

    /// <summary>SHA-256 over the events in order, lower-case hexadecimal: equal calendars have equal hashes whatever file they came from.</summary>
    public string Hash { get; }

    /// <param name="events">In any order; equal events count once.</param>
    /// <param name="source">Where they came from, for people.</param>
    /// <param name="coversUntil">First instant that the source says nothing about; null: the end of the last event's UTC day.</param>
    /// <remarks>A calendar begins with its first event's UTC day. One without events covers nothing unless <paramref name="coversUntil"/> says that the time before is free of news.</remarks>
    public static NewsCalendar Create(IEnumerable<NewsEvent> events, string source, DateTimeOffset? coversUntil)
    {
        ImmutableArray<NewsEvent> ordered =
        [
            .. events.Select(e => e.AllDay ? e with { At = DayOf(e.At) } : e with { At = e.At.ToUniversalTime() })
                .Distinct()
                .OrderBy(e => e.At).ThenBy(e => e.Currency, StringComparer.Ordinal).ThenBy(e => e.Title, StringComparer.Ordinal).ThenByDescending(e => e.Impact),
        ];
        if (ordered.IsEmpty) return new NewsCalendar(ordered, source, DateTimeOffset.MinValue, coversUntil ?? DateTimeOffset.MinValue);
        return new NewsCalendar(ordered, source, DayOf(ordered[0].At), coversUntil ?? DayOf(ordered[^1].At) + OneDay);
    }

    public bool Covers(DateTimeOffset now) => CoversFrom <= now && now < CoversUntil;

    /// <summary>
    /// Events of these currencies within the window on either side of now, at most <see cref="NewsLimits.NearestEvents"/> of the nearest,
    /// in order of time. An all-day event is as near as its UTC day.
    /// </summary>
    public ImmutableArray<NewsEvent> Near(DateTimeOffset now, IReadOnlyList<string> currencies, TimeSpan window)
    {
        var found = new List<NewsEvent>();
        for (var i = 0; i < currencies.Count; i++) Collect(found, currencies[i], now, window);
        Collect(found, NewsLimits.EveryCurrency, now, window);
        if (found.Count == 0) return [];
        return
        [
            .. found.OrderBy(e => DistanceOf(e, now)).ThenByDescending(e => e.Impact).Take(NewsLimits.NearestEvents)
                .OrderBy(e => e.At).ThenBy(e => e.Currency, StringComparer.Ordinal).ThenBy(e => e.Title, StringComparer.Ordinal),
        ];
    }

    /// <summary>How far an event is from a moment, in either direction; zero during an all-day event's day.</summary>
    public static TimeSpan DistanceOf(NewsEvent newsEvent, DateTimeOffset now)
    {
        if (now < newsEvent.At) return newsEvent.At - now;
        if (!newsEvent.AllDay) return now - newsEvent.At;
        var end = newsEvent.At + OneDay;
        return now < end ? TimeSpan.Zero : now - end;
    }

    private void Collect(List<NewsEvent> found, string currency, DateTimeOffset now, TimeSpan window)
    {
        if (!_byCurrency.TryGetValue(currency, out var events)) return;
        var from = Subtract(now, window + OneDay);
        for (var i = FirstAtOrAfter(events, from); i < events.Length && events[i].At - now <= window; i++)
            if (DistanceOf(events[i], now) <= window) found.Add(events[i]);
    }

    private static DateTimeOffset Subtract(DateTimeOffset now, TimeSpan span) =>
        now - DateTimeOffset.MinValue > span ? now - span : DateTimeOffset.MinValue;

    private static int FirstAtOrAfter(ImmutableArray<NewsEvent> events, DateTimeOffset instant)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (events[middle].At < instant) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static DateTimeOffset DayOf(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);

    private static string HashOf(ImmutableArray<NewsEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var e in events)
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{e.At:O}\t{e.Currency}\t{e.Impact}\t{e.AllDay}\t{e.Title}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
