using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;

namespace Portcullis.Markets;

/// <summary>
/// Turns market data into what decisions see: one immutable picture of all markets, replaced message by message. Messages of one instrument
/// must come in order of time; any thread may bring them.
/// </summary>
public sealed class MarketBoard(InstrumentCatalog catalog)
{
    private readonly Dictionary<string, InstrumentMarket> _markets = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile MarketSnapshot _current = MarketSnapshot.Empty;

    public MarketSnapshot Current => _current;

    /// <summary>Takes one message, or refuses it with a reason and changes nothing.</summary>
    public MarketChange Apply(MarketInput input)
    {
        lock (_lock)
        {
            if (!_markets.TryGetValue(input.Symbol, out var market))
            {
                if (catalog.Find(input.Symbol) is not { } instrument) return MarketChange.Refused($"{input.Symbol}: no such instrument");
                if (_markets.Count >= Limits.Instruments) return MarketChange.Refused($"{input.Symbol}: the board follows {Limits.Instruments} instruments already");
                market = MarketOf(instrument);
                _markets[input.Symbol] = market;
            }

            var change = market.Apply(input);
            if (change.View is { } view) _current = _current.With(view);
            return change;
        }
    }

    // A contract may be named by one digit of its year or by two; both names are one market.
    private InstrumentMarket MarketOf(Instrument instrument)
    {
        if (_markets.TryGetValue(instrument.Symbol, out var market)) return market;
        market = new InstrumentMarket(instrument, catalog.CalendarOf(instrument));
        _markets[instrument.Symbol] = market;
        return market;
    }
}
