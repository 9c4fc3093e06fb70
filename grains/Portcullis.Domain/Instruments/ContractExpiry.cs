using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Instruments;

/// <summary>Computes a contract's last trading day. Business days are those of the product's calendar.</summary>
public static class ContractExpiry
{
    public static DateTimeOffset Of(ContractRoot root, int year, int month, TradingCalendar calendar) =>
        TimeZoneInfo.FindSystemTimeZoneById(root.ExpiryZone).InstantOf(LastTradingDay(root.Expiry, year, month, calendar), root.ExpiryTime);

    private static DateOnly LastTradingDay(ExpiryRule rule, int year, int month, TradingCalendar calendar) => rule switch
    {
        ExpiryRule.ThirdFriday => OnOrBefore(Nth(DayOfWeek.Friday, 3, year, month), calendar),
        ExpiryRule.SecondBusinessDayBeforeThirdWednesday => Before(Nth(DayOfWeek.Wednesday, 3, year, month), 2, calendar),
        ExpiryRule.ThirdLastBusinessDay => Before(new DateOnly(year, month, 1).AddMonths(1), 3, calendar),
        ExpiryRule.ThirdBusinessDayBefore25thOfMonthBefore => BeforeThe25th(new DateOnly(year, month, 25).AddMonths(-1), calendar),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "No such expiry rule."),
    };

    private static DateOnly BeforeThe25th(DateOnly the25th, TradingCalendar calendar) =>
        Before(the25th, calendar.IsBusinessDay(the25th) ? 3 : 4, calendar);

    private static DateOnly Nth(DayOfWeek day, int nth, int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((((int)day - (int)first.DayOfWeek + 7) % 7) + (7 * (nth - 1)));
    }

    private static DateOnly OnOrBefore(DateOnly date, TradingCalendar calendar) => calendar.IsBusinessDay(date) ? date : Before(date, 1, calendar);

    private static DateOnly Before(DateOnly date, int businessDays, TradingCalendar calendar)
    {
        while (businessDays > 0)
        {
            date = date.AddDays(-1);
            if (calendar.IsBusinessDay(date)) businessDays--;
        }

        return date;
    }
}
