namespace Portcullis.Domain.Sessions;

/// <summary>
/// Answers where a moment lies in a profile's trading days. A trading day runs from one boundary to the next and is named by the date on which
/// most of it lies: a boundary before noon begins its own date, one after noon begins the following date. Dates without trading (weekends, full
/// holidays) belong to the next trading date, so that a Sunday evening is Monday. A break inside a session does not end it.
/// </summary>
public sealed class SessionClock
{
    private static readonly TimeOnly Noon = new(12, 0);

    private readonly SessionRules _rules;
    private readonly TradingCalendar _calendar;
    private readonly TimeZoneInfo _zone;
    private Day? _day;

    public SessionClock(SessionRules rules, TradingCalendar calendar)
    {
        if (!string.Equals(rules.Calendar, calendar.Name, StringComparison.Ordinal))
            throw new ArgumentException($"The profile names calendar {rules.Calendar}, but {calendar.Name} was given.", nameof(calendar));
        _rules = rules;
        _calendar = calendar;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(rules.Zone);
    }

    public SessionView At(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, _zone);
        var day = DayAt(now);
        var session = _calendar.OpeningAt(now) is { } open ? _calendar.SessionOf(open.TradingDate) : [];
        var isHoliday = _calendar.HolidayOn(day.TradingDate) is not null || _calendar.HolidayOn(DateOnly.FromDateTime(local.DateTime)) is not null;
        return new SessionView(
            local,
            day.TradingDate,
            IsOpen: !session.IsEmpty,
            IsHoliday: isHoliday,
            MinutesSinceOpen: session.IsEmpty ? 0 : WholeMinutes(now - session[0].Opens),
            MinutesToClose: session.IsEmpty ? 0 : WholeMinutes(session[^1].Closes - now),
            MinutesToFlatBy: day.FlatBy is { } flatBy ? WholeMinutes(flatBy - now) : null);
    }

    /// <summary>The first instant after <paramref name="now"/> that belongs to another trading date.</summary>
    public DateTimeOffset NextBoundary(DateTimeOffset now) => EndOf(DayAt(now).TradingDate);

    // Every order asks, and a zone's clock is slow to ask: what holds between two boundaries is reckoned once.
    private Day DayAt(DateTimeOffset now)
    {
        if (Volatile.Read(ref _day) is { } known && known.Begins <= now && now < known.Ends) return known;
        var date = _zone.DateAt(now);
        if (_rules.Boundary >= Noon) date = date.AddDays(-1);
        while (EndOf(date) <= now) date = date.AddDays(1);
        while (EndOf(date.AddDays(-1)) > now) date = date.AddDays(-1);
        var tradingDate = _calendar.TradingDateOnOrAfter(date);
        var day = new Day(EndOf(date.AddDays(-1)), EndOf(date), tradingDate, FlatBy(tradingDate));
        Volatile.Write(ref _day, day);
        return day;
    }

    private DateTimeOffset EndOf(DateOnly tradingDate) =>
        _zone.InstantOf(_rules.Boundary >= Noon ? tradingDate : tradingDate.AddDays(1), _rules.Boundary);

    private DateTimeOffset? FlatBy(DateOnly tradingDate)
    {
        if (_rules.FlatBy is not { } time) return null;
        var flatBy = _zone.InstantOf(tradingDate, time);
        if (flatBy >= EndOf(tradingDate)) flatBy = _zone.InstantOf(tradingDate.AddDays(-1), time);
        else if (flatBy < EndOf(tradingDate.AddDays(-1))) flatBy = _zone.InstantOf(tradingDate.AddDays(1), time);

        if (_calendar.HolidayOn(tradingDate) is not { Closes: not null }) return flatBy;
        var beforeEarlyClose = _calendar.SessionOf(tradingDate)[^1].Closes - SessionLimits.EarlyCloseFlatLead;
        return beforeEarlyClose < flatBy ? beforeEarlyClose : flatBy;
    }

    /// <summary>From one boundary to the next, on a date of trading or not.</summary>
    private sealed record Day(DateTimeOffset Begins, DateTimeOffset Ends, DateOnly TradingDate, DateTimeOffset? FlatBy);

    private static int WholeMinutes(TimeSpan span) => (int)Math.Floor(span.TotalMinutes);
}
