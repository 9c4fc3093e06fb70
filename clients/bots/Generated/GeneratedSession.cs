using Portcullis.Bots.Replay;
using Portcullis.Client;

namespace Portcullis.Bots.Generated;

/// <summary>
/// One day of two futures, drawn from a seed, that holds what a newcomer should see once: a trend, a streak of false pullbacks that loses a
/// pullback trader a day's limit, a trading halt, a gap in the data, a release with its spike, an out-of-line print and an absurd quote.
/// </summary>
public sealed class GeneratedSession
{
    /// <summary>The instrument in which all of it happens.</summary>
    public const string Symbol = "ESH25";

    /// <summary>A second one, which trades on when the first does not.</summary>
    public const string Other = "GCJ25";

    private const int Minutes = 23 * 60;
    private const int HaltFrom = 1_120, HaltUntil = 1_130;
    private const int GapFrom = 1_150, GapUntil = 1_162;
    private const int News = 1_200;
    private const int LonePrint = 1_235;
    private const int AbsurdQuote = 1_245;
    private const int AfterTheClose = Minutes + 5;

    /// <summary>17:00 in Chicago: Wednesday's session begins on Tuesday evening.</summary>
    private static readonly DateTimeOffset Open = new(2025, 3, 4, 23, 0, 0, TimeSpan.Zero);

    private GeneratedSession(IReadOnlyList<ReplayEvent> events) => Events = events;

    /// <summary>In time order.</summary>
    public IReadOnlyList<ReplayEvent> Events { get; }

    public IReadOnlyList<NewsEntry> Calendar { get; } = [new(Minute(News), "USD", "High", "Generated rate decision")];

    /// <summary>What the careless trader does on this day.</summary>
    public IReadOnlyList<CarelessAct> Acts { get; } =
    [
        new(Minute(935), Symbol, Carelessness.FatFinger),
        new(Minute(938), Symbol, Carelessness.Greed),
        new(Minute(940), Symbol, Carelessness.OffMarketPrice),
        new(Minute(945), Symbol, Carelessness.DoubleClick),
        new(Minute(950), Symbol, Carelessness.RunawayLoop),
        new(Minute(1_100), Symbol, Carelessness.WrongTick),
        new(Minute(1_105), Symbol, Carelessness.ReusedId),
        new(Minute(HaltFrom + 5), Symbol, Carelessness.BadTiming),
        new(Minute(GapUntil - 1), Symbol, Carelessness.BadTiming),
        new(Minute(News - 1), Symbol, Carelessness.BadTiming),
        new(Minute(News + 1), Symbol, Carelessness.BadTiming),
        new(Minute(AbsurdQuote).AddSeconds(30), Symbol, Carelessness.BadTiming),
        new(Minute(1_335), Symbol, Carelessness.BadTiming),
        new(Minute(AfterTheClose), Symbol, Carelessness.BadTiming),
    ];

    /// <summary>The same seed gives the same session, event by event.</summary>
    public static GeneratedSession Create(int seed)
    {
        var chance = new Chance(seed);
        var main = new BarMaker(Symbol, 5_800m, chance);
        var other = new BarMaker(Other, 2_910m, chance);
        var events = new List<MarketEvent>();
        for (var minute = 0; minute < Minutes; minute++)
        {
            events.AddRange(Happenings(minute, main.Price));
            if (minute is not (>= HaltFrom and < HaltUntil or >= GapFrom and < GapUntil))
                events.Add(Bar(main, minute, chance));
            events.Add(other.Next(Minute(minute), chance.Between(-2, 2), 3, IsDay(minute) ? 400 : 90));
        }

        events.AddRange(Indications(main.Price));
        var ordered = events.OrderBy(e => e.At).ThenBy(e => e.Symbol, StringComparer.Ordinal);
        return new GeneratedSession([.. ordered.Select(e => new ReplayEvent(e, e as BarEvent))]);
    }

    private static IEnumerable<MarketEvent> Happenings(int minute, decimal price) => minute switch
    {
        HaltFrom => [new TradingStateEvent(Symbol, Minute(minute), TradingState.Halted)],
        HaltUntil => [new TradingStateEvent(Symbol, Minute(minute), TradingState.Open)],
        LonePrint => [new TradeEvent(Symbol, Minute(minute).AddSeconds(20), Off(price), 1m)],
        AbsurdQuote => [new QuoteEvent(Symbol, Minute(minute).AddSeconds(20), Off(price), Off(price) + 0.25m)],
        _ => [],
    };

    /// <summary>Quotes that are no invitation to trade: the session is over.</summary>
    private static IEnumerable<MarketEvent> Indications(decimal price) =>
        [new QuoteEvent(Symbol, Minute(AfterTheClose), price - 0.25m, price), new QuoteEvent(Symbol, Minute(AfterTheClose + 1), price - 0.25m, price)];

    private static decimal Off(decimal price) => InstrumentSpec.For(Symbol).Round(price * 0.97m);

    private static BarEvent Bar(BarMaker maker, int minute, Chance chance)
    {
        var start = Minute(minute);
        var volume = IsDay(minute) ? 3_000 : 250;
        if (minute == News)
            return maker.Next(start, drift: -60, noise: 40, volume: 30_000);
        if (StreakLeg(minute) is { } leg)
            return maker.Toward(start, leg.TicksFromVwap, leg.BarsLeft, noise: 1, volume);
        if (minute is > News and < News + 30)
            return maker.Next(start, chance.Between(-8, 9), noise: 6, volume * 3);
        return maker.Next(start, chance.Between(-3, 3) + (minute % 10 == 0 ? 1 : 0), noise: 2, volume);
    }

    /// <summary>
    /// The streak: price leaves VWAP upwards, comes back to it, turns up for one bar, which is the pullback trader's entry, and falls through.
    /// </summary>
    private static (int TicksFromVwap, int BarsLeft)? StreakLeg(int minute)
    {
        const int begin = 955, cycle = 27, cycles = 6;
        if (minute is < begin or >= begin + (cycle * cycles))
            return null;
        return ((minute - begin) % cycle) switch
        {
            < 10 and var bar => (36, 10 - bar),
            < 16 and var bar => (36, 16 - bar),
            < 20 and var bar => (2, 20 - bar),
            20 => (5, 1),
            < 24 and var bar => (-24, 24 - bar),
            var bar => (6, cycle - bar),
        };
    }

    private static bool IsDay(int minute) => minute is >= 930 and < 1_320;

    private static DateTimeOffset Minute(int minute) => Open.AddMinutes(minute);
}
