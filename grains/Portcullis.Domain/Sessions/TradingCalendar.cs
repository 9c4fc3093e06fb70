using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Portcullis.Domain.Sessions;

/// <summary>
/// When one market is open. Trading is organised by trading date: a session that opens on Sunday evening belongs to Monday, and a holiday
/// closes the whole trading date, its evening before included.
/// </summary>
public sealed class TradingCalendar
{
    private readonly ImmutableArray<WeeklySchedule> _schedules;
    private readonly FrozenDictionary<DateOnly, Holiday> _holidays;

    // What is asked for again and again lies around one date; a date that is far from it only takes another's place.
    private readonly Session?[] _sessions = new Session?[SessionLimits.SessionsKept];

    public TradingCalendar(string name, TimeZoneInfo zone, IEnumerable<WeeklySchedule> schedules, IEnumerable<Holiday> holidays)
    {
        Name = name;
        Zone = zone;
        _schedules = [.. schedules.OrderByDescending(schedule => schedule.From)];
        _holidays = holidays.ToFrozenDictionary(holiday => holiday.Date);
        if (_schedules.All(schedule => schedule.Days.Values.All(openings => openings.IsEmpty)))
            throw new ArgumentException($"Calendar {name} never opens.", nameof(schedules));
    }

    public string Name { get; }

    public TimeZoneInfo Zone { get; }

    public IEnumerable<Holiday> Holidays => _holidays.Values.OrderBy(holiday => holiday.Date);

    public Holiday? HolidayOn(DateOnly date) => _holidays.GetValueOrDefault(date);

    public bool IsTradingDate(DateOnly date) => !OpeningsOf(date).IsEmpty && HolidayOn(date) is null or { Closes: not null };

    /// <summary>Trading dates on which contracts settle: early halts for a public holiday do not count.</summary>
    public bool IsBusinessDay(DateOnly date) => IsTradingDate(date) && HolidayOn(date) is null or { BusinessDay: true };

    /// <summary>The first trading date that is not before <paramref name="date"/>.</summary>
    public DateOnly TradingDateOnOrAfter(DateOnly date)
    {
        for (var day = 0; day <= SessionLimits.LongestClosureDays; day++)
            if (IsTradingDate(date.AddDays(day))) return date.AddDays(day);
        return date;
    }

    /// <summary>The openings of a trading date in order; empty when it is none.</summary>
    public ImmutableArray<OpenInterval> SessionOf(DateOnly tradingDate)
    {
        ref var kept = ref _sessions[tradingDate.DayNumber % _sessions.Length];
        if (Volatile.Read(ref kept) is { } known && known.Date == tradingDate) return known.Openings;
        var session = new Session(tradingDate, Reckon(tradingDate));
        Volatile.Write(ref kept, session);
        return session.Openings;
    }

    /// <summary>The opening that contains the instant; null when the market is closed.</summary>
    public OpenInterval? OpeningAt(DateTimeOffset instant)
    {
        var date = Zone.DateAt(instant);
        for (var day = 0; day <= SessionLimits.LongestOpeningDays; day++)
            foreach (var interval in SessionOf(date.AddDays(day)))
                if (interval.Contains(instant)) return interval;
        return null;
    }

    /// <summary>The opening that contains the instant or else the next one.</summary>
    public OpenInterval OpeningAtOrAfter(DateTimeOffset instant)
    {
        var date = Zone.DateAt(instant);
        for (var day = 0; day <= SessionLimits.LongestClosureDays; day++)
            foreach (var interval in SessionOf(date.AddDays(day)))
                if (instant < interval.Closes) return interval;
        throw new InvalidOperationException($"Calendar {Name} knows no opening within {SessionLimits.LongestClosureDays} days of {instant:O}.");
    }

    /// <summary>
    /// The trading date that an instant belongs to, and when the next one takes over: at the close of its last opening. The time between two
    /// sessions belongs to the coming one.
    /// </summary>
    public (DateOnly Date, DateTimeOffset Until) TradingDateAt(DateTimeOffset instant)
    {
        var date = OpeningAtOrAfter(instant).TradingDate;
        return (date, SessionOf(date)[^1].Closes);
    }

    private ImmutableArray<OpenInterval> Reckon(DateOnly tradingDate)
    {
        var holiday = HolidayOn(tradingDate);
        if (holiday is { Closes: null }) return [];

        var last = holiday is { Closes: { } early } ? Zone.InstantOf(tradingDate, early) : DateTimeOffset.MaxValue;
        var intervals = ImmutableArray.CreateBuilder<OpenInterval>();
        foreach (var opening in OpeningsOf(tradingDate))
        {
            var opens = Zone.InstantOf(tradingDate.AddDays(-opening.OpensDaysBefore), opening.Opens);
            var closes = opening.Closes == TimeOnly.MinValue
                ? Zone.InstantOf(tradingDate.AddDays(1), opening.Closes)
                : Zone.InstantOf(tradingDate, opening.Closes);
            if (closes > last) closes = last;
            if (opens < closes) intervals.Add(new OpenInterval(tradingDate, opens, closes));
        }

        return intervals.ToImmutable();
    }

    private ImmutableArray<Opening> OpeningsOf(DateOnly date)
    {
        foreach (var schedule in _schedules)
            if (schedule.From <= date) return schedule.On(date.DayOfWeek);
        return [];
    }

    private sealed record Session(DateOnly Date, ImmutableArray<OpenInterval> Openings);
}
