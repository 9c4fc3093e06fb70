using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.Sessions;
using Portcullis.Markets.Indicators;

namespace Portcullis.Markets;

/// <summary>One instrument's market: which quote is trusted, and the indicators that follow from what can be believed.</summary>
internal sealed class InstrumentMarket(Instrument instrument, TradingCalendar calendar)
{
    private readonly QuoteFilter _filter = new(instrument.TickSize);
    private readonly IndicatorSet _indicators = new(calendar);
    private DateTimeOffset _lastMessage = DateTimeOffset.MinValue;
    private DateTimeOffset? _lastQuote;
    private bool _hasTraded;
    private MarketView _view = new() { Symbol = instrument.Symbol };

    // Quote feeds of these print bars of bids, and report no trades.
    private bool BarsAreBids => instrument.AssetClass is AssetClass.Forex or AssetClass.Cfd;

    public MarketChange Apply(MarketInput input)
    {
        if (input.At < _lastMessage) return MarketChange.Refused($"{input.Symbol}: {input.At:O} is older than the last message, {_lastMessage:O}");
        if (MarketInputCheck.FaultOf(input, instrument) is { } fault) return MarketChange.Refused(fault);

        _lastMessage = input.At;
        var before = _view;
        BarRange? range = null;
        switch (input)
        {
            case QuoteInput quote: Take(quote); break;
            case TradeInput trade: Take(trade); break;
            case BarInput bar: range = Take(bar); break;
            case TradingStateInput state: _view = _view with { Halted = state.Halted }; break;
        }

        var moved = before.Bid != _view.Bid || before.Ask != _view.Ask || before.Doubt != _view.Doubt || before.Halted != _view.Halted;
        return new MarketChange(_view, range, moved, null);
    }

    private void Take(QuoteInput quote)
    {
        _lastQuote = quote.At;
        var doubt = _filter.Judge(quote.At, quote.Bid, quote.Ask, _view.Atr, Limits.ForQuotes);
        if (doubt == MarkDoubt.None && !_hasTraded) _indicators.AddPrice(quote.At, _filter.Mid!.Value);
        if (doubt == MarkDoubt.None) Show(doubt, _view.Last, quote.BidSize, quote.AskSize);
        else Show(doubt, _view.Last, _view.BidSize, _view.AskSize);
    }

    private void Take(TradeInput trade)
    {
        _hasTraded = true;
        var doubt = QuotesAreGone(trade.At) ? JudgeAsQuote(trade.At, trade.Price, Limits.ForTrades) : _view.Doubt;
        var inLine = _filter.IsInLine(trade.Price, _view.Atr, Limits.ForTrades);
        if (inLine) _indicators.AddPrice(trade.At, trade.Price);
        _indicators.AddVolume(trade.At, inLine ? trade.Price : null, trade.Size);
        Show(doubt, inLine ? trade.Price : _view.Last, _view.BidSize, _view.AskSize);
    }

    private BarRange? Take(BarInput bar)
    {
        var quoted = bar is { Bid: not null, Ask: not null };
        if (quoted) _lastQuote = bar.At;
        var doubt = quoted ? _filter.Judge(bar.At, bar.Bid, bar.Ask, _view.Atr, Limits.ForQuotes)
            : QuotesAreGone(bar.At) ? JudgeAsQuote(bar.At, bar.Close, Limits.ForQuotes)
            : _view.Doubt;

        var range = Believable(bar, out var open, out var close);
        if (bar.Length <= MinuteBars.Minute) _indicators.AddBar(bar.At, bar.Length, open, range.High, range.Low, close);
        _indicators.AddVolume(bar.At, (range.High + range.Low + close) / 3m, bar.Volume);
        Show(doubt, !BarsAreBids && IsBelievable(bar.Close) ? bar.Close : _view.Last, null, null);
        return range;
    }

    /// <summary>The bar without prints that are out of line: the trusted market stands in for an open or close, and those bound high and low.</summary>
    private BarRange Believable(BarInput bar, out decimal open, out decimal close)
    {
        var trusted = BarsAreBids ? _filter.Bid : _filter.Mid;
        close = Or(bar.Close, trusted);
        open = Or(bar.Open, close);
        var (top, bottom) = (Math.Max(open, close), Math.Min(open, close));
        var spread = BarsAreBids && _filter is { Bid: { } bid, Ask: { } ask } ? ask - bid : 0m;
        return new BarRange(Math.Max(top, Or(bar.High, top)), Math.Min(bottom, Or(bar.Low, bottom)), bar.At - bar.Length, spread);
    }

    private decimal Or(decimal price, decimal? otherwise) => otherwise is { } other && !IsBelievable(price) ? other : price;

    private bool IsBelievable(decimal price) => _filter.IsInLine(price, _view.Atr, Limits.ForQuotes);

    private bool QuotesAreGone(DateTimeOffset at) => _lastQuote is not { } last || at - last >= Limits.QuotesGoneAfter;

    /// <summary>Without quotes a trade stands for one: closing would cost a tick on either side of it.</summary>
    private MarkDoubt JudgeAsQuote(DateTimeOffset at, decimal price, Tolerance tolerance) =>
        _filter.Judge(at, price - instrument.TickSize, price + instrument.TickSize, _view.Atr, tolerance);

    private void Show(MarkDoubt doubt, decimal? last, decimal? bidSize, decimal? askSize) => _view = _view with
    {
        Bid = _filter.Bid,
        Ask = _filter.Ask,
        QuotedAt = _filter.ConfirmedAt,
        Doubt = doubt,
        BidSize = bidSize,
        AskSize = askSize,
        Last = last,
        Atr = _indicators.Atr,
        Adx = _indicators.Adx,
        Vwap = _indicators.Vwap,
        Volume = _indicators.Volume,
        Volatility = _indicators.Volatility,
        Regime = _indicators.Regime,
    };
}
