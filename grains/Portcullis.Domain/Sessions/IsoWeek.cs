using System.Globalization;

namespace Portcullis.Domain.Sessions;

/// <summary>The ISO 8601 week that a trading date belongs to.</summary>
public readonly record struct IsoWeek(int Year, int Week)
{
    public static IsoWeek Of(DateOnly date)
    {
        var day = date.ToDateTime(TimeOnly.MinValue);
        return new IsoWeek(ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day));
    }
}
