namespace Portcullis.Bots;

/// <summary>The part of the day in which a bot trades, by the clock of a place: entries from one time on, everything closed at another.</summary>
/// <param name="Zone">Whose clock.</param>
/// <param name="From">The first minute with entries.</param>
/// <param name="FlatAt">From here on nothing is open. Later than <paramref name="From"/>, on the same day.</param>
public sealed record TradingHours(TimeZoneInfo Zone, TimeOnly From, TimeOnly FlatAt)
{
    /// <summary>New York's day of shares, where most of the volume in index futures trades too; flat ten minutes before the bell.</summary>
    public static TradingHours NewYork { get; } = new(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), new TimeOnly(9, 30), new TimeOnly(15, 50));

    /// <summary>Whether entries are asked for now.</summary>
    public bool Contain(DateTimeOffset instant) => TimeOf(instant) is var now && now >= From && now < FlatAt;

    /// <summary>Whether this is the time of the day to have nothing open any more.</summary>
    public bool AreOver(DateTimeOffset instant) => TimeOf(instant) >= FlatAt;

    private TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
