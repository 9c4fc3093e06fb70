using System.Collections.Immutable;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Sessions;

namespace Portcullis.Brokers.Tests;

/// <summary>Two instruments that trade around the clock, in contracts (FUT, tick 0.25) and in thousandths (COIN, tick 0.01), one with hours (DAY, 09:00-17:00 UTC on weekdays), and a contract that ends (END, tick 0.25).</summary>
internal static class TestMarket
{
    public static readonly CommissionSchedule Commissions = new(
        new Dictionary<AssetClass, CommissionRate>
        {
            [AssetClass.Future] = new(2m, 0m, 0m),
            [AssetClass.Equity] = new(0.01m, 0m, 1m),
            [AssetClass.Crypto] = new(0m, 0.001m, 0m),
        },
        ImmutableDictionary<string, CommissionRate>.Empty);

    public static readonly DateTimeOffset End = new(2026, 3, 6, 14, 30, 0, TimeSpan.Zero);

    public static readonly InstrumentCatalog Catalog = new(
        [Terms("FUT", AssetClass.Future, 0.25m, 50m, 1m, "always"), Terms("COIN", AssetClass.Crypto, 0.01m, 1m, 0.001m, "always"), Terms("DAY", AssetClass.Equity, 0.01m, 1m, 1m, "day"), Terms("END", AssetClass.Future, 0.25m, 50m, 1m, "always") with { Expires = End }],
        [],
        [
            Calendar("always", [.. Enum.GetValues<DayOfWeek>()], new Opening(0, TimeOnly.MinValue, TimeOnly.MinValue)),
            Calendar("day", [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], new Opening(0, new TimeOnly(9, 0), new TimeOnly(17, 0))),
        ],
        2026);

    private static TradingCalendar Calendar(string name, DayOfWeek[] days, Opening opening) =>
        new(name, TimeZoneInfo.Utc, [new WeeklySchedule(DateOnly.MinValue, days.ToImmutableDictionary(day => day, _ => ImmutableArray.Create(opening)))], []);

    private static Instrument Terms(string symbol, AssetClass assetClass, decimal tick, decimal point, decimal lot, string calendar) => new()
    {
        Symbol = symbol,
        Root = symbol,
        Description = symbol,
        AssetClass = assetClass,
        TickSize = tick,
        PointValue = point,
        LotSize = lot,
        Currency = "USD",
        Calendar = calendar,
        Sector = "test",
        NewsCurrencies = ["USD"],
        UnprotectedMove = 0.01m,
    };
}
