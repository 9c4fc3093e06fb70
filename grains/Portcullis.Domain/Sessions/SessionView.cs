namespace Portcullis.Domain.Sessions;

/// <summary>Where a moment lies in a profile's trading day.</summary>
/// <param name="LocalNow">The moment in the profile's zone.</param>
/// <param name="TradingDate">The trading day that the moment belongs to: after the boundary it is the next one; a Sunday evening belongs to Monday.</param>
/// <param name="IsOpen">Whether the profile's calendar is in a trading session.</param>
/// <param name="IsHoliday">Whether the calendar names the trading date a holiday (also with an early close).</param>
/// <param name="MinutesSinceOpen">Whole minutes since this session opened; 0 when closed.</param>
/// <param name="MinutesToClose">Whole minutes, rounded down, until this session closes (early closes counted); 0 when closed.</param>
/// <param name="MinutesToFlatBy">Minutes, rounded down, until positions must be flat; null where the profile has no such time; 0 or less once it has passed in this trading day.</param>
public sealed record SessionView(
    DateTimeOffset LocalNow,
    DateOnly TradingDate,
    bool IsOpen,
    bool IsHoliday,
    int MinutesSinceOpen,
    int MinutesToClose,
    int? MinutesToFlatBy);
