namespace Portcullis.Domain.Sessions;

/// <summary>Bounds of what calendars and clocks look at.</summary>
public static class SessionLimits
{
    /// <summary>The longest time that a market may be shut in a row; longer is taken for a fault of the calendar.</summary>
    public const int LongestClosureDays = 14;

    /// <summary>How many days before its trading date an opening may begin.</summary>
    public const int LongestOpeningDays = 3;

    /// <summary>Trading dates whose openings a calendar remembers.</summary>
    public const int SessionsKept = 64;

    /// <summary>
    /// On a day that closes early, positions must be flat this long before the close when the profile's own time comes later: an order to
    /// flatten at the close itself would find no market.
    /// </summary>
    public static readonly TimeSpan EarlyCloseFlatLead = TimeSpan.FromMinutes(5);
}
