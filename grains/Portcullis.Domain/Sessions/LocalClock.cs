namespace Portcullis.Domain.Sessions;

/// <summary>Turns wall-clock times of a zone into instants, also on the days when clocks change.</summary>
public static class LocalClock
{
    /// <summary>
    /// The first instant at which the zone's clock shows the given date and time or something later: a time skipped in spring is the moment of
    /// the change, a time shown twice in autumn is its first showing. Later local times therefore never map to earlier instants.
    /// </summary>
    public static DateTimeOffset InstantOf(this TimeZoneInfo zone, DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    public static DateOnly DateAt(this TimeZoneInfo zone, DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
