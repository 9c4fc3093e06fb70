namespace Portcullis.Bots;

/// <summary>The futures day, which begins at 17:00 in Chicago the evening before. Shares and currencies share it here.</summary>
public static class TradingDay
{
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
    private static readonly TimeSpan UntilMidnight = TimeSpan.FromHours(7);

    /// <summary>The day an instant belongs to: Sunday evening is Monday's.</summary>
    public static DateOnly Of(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Chicago).DateTime + UntilMidnight);
}
