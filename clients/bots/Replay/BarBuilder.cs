using Portcullis.Client;

namespace Portcullis.Bots.Replay;

/// <summary>
/// One-minute bars of one symbol out of whatever a replay holds of it: longer bars pass as they are, shorter ones, trades and quotes are
/// gathered. A bar is finished when its minute is over.
/// </summary>
public sealed class BarBuilder(string symbol)
{
    public const int Seconds = 60;

    private BarEvent? _open;
    private decimal? _bid;
    private decimal? _ask;
    private bool _sawBars;

    public string Symbol => symbol;

    /// <summary>Takes an event of the symbol; others are ignored. Answers bars that it finished.</summary>
    public IEnumerable<BarEvent> Add(ReplayEvent next)
    {
        if (next.Symbol != symbol)
            return [];
        if (next.Bar is { } bar)
            return bar.Seconds >= Seconds ? Whole(bar) : Part(bar);
        switch (next.Published)
        {
            case QuoteEvent { Bid: { } bid } quote:
                (_bid, _ask) = (bid, quote.Ask);
                return Tick(quote.At, bid, 0m);
            case TradeEvent trade:
                return Tick(trade.At, trade.Price, trade.Size);
            default:
                return [];
        }
    }

    /// <summary>The bar whose minute is over at a time, if there is one.</summary>
    public BarEvent? Finish(DateTimeOffset now)
    {
        if (_open is not { } bar || bar.At > now)
            return null;
        _open = null;
        return bar;
    }

    private IEnumerable<BarEvent> Whole(BarEvent bar)
    {
        _sawBars = true;
        _open = null;
        return [bar];
    }

    // Where a symbol has bars, its single trades are in them already.
    private IEnumerable<BarEvent> Tick(DateTimeOffset at, decimal price, decimal size) =>
        _sawBars ? [] : Merge(new BarEvent(symbol, BarStart(at), Seconds, price, price, price, price, size, _bid, _ask));

    private IEnumerable<BarEvent> Part(BarEvent bar)
    {
        if (!_sawBars)
            _open = null;
        _sawBars = true;
        return Merge(new BarEvent(symbol, BarStart(bar.Start), Seconds, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Bid, bar.Ask));
    }

    private IEnumerable<BarEvent> Merge(BarEvent part)
    {
        var finished = _open is { } open && open.Start < part.Start ? open : null;
        _open = finished is null && _open is { } same
            ? same with
            {
                High = Math.Max(same.High, part.High),
                Low = Math.Min(same.Low, part.Low),
                Close = part.Close,
                Volume = same.Volume + part.Volume,
                Bid = part.Bid,
                Ask = part.Ask,
            }
            : part;
        return finished is null ? [] : [finished];
    }

    private static DateTimeOffset BarStart(DateTimeOffset at) =>
        new(at.Ticks - (at.Ticks % (Seconds * TimeSpan.TicksPerSecond)), TimeSpan.Zero);
}
