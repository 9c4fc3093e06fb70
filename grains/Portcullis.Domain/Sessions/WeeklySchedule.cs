using System.Collections.Immutable;

namespace Portcullis.Domain.Sessions;

/// <summary>
/// One stretch of trading within a trading date, in the calendar's zone. <paramref name="OpensDaysBefore"/> is 1 for a session that opens on the
/// evening before; a close of 00:00 means the end of the trading date.
/// </summary>
public readonly record struct Opening(int OpensDaysBefore, TimeOnly Opens, TimeOnly Closes);

/// <summary>The openings of each weekday's trading date, valid from a date on until the next schedule begins.</summary>
public sealed record WeeklySchedule(DateOnly From, ImmutableDictionary<DayOfWeek, ImmutableArray<Opening>> Days)
{
    public ImmutableArray<Opening> On(DayOfWeek day) => Days.TryGetValue(day, out var openings) ? openings : [];
}

/// <summary>
/// A date that differs from its weekday: trading ends at the local time <paramref name="Closes"/>, or there is none at all when that is null.
/// <paramref name="BusinessDay"/> says whether contracts count the date as a business day although it closes early.
/// </summary>
public sealed record Holiday(DateOnly Date, string Name, TimeOnly? Closes, bool BusinessDay);

/// <summary>A stretch of trading as instants; <paramref name="Closes"/> is the first moment that is closed again.</summary>
public readonly record struct OpenInterval(DateOnly TradingDate, DateTimeOffset Opens, DateTimeOffset Closes)
{
    public bool Contains(DateTimeOffset instant) => Opens <= instant && instant < Closes;
}
