using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>
/// One symbol's market between two messages: the quote, the bar it closes if it came with one, and how much of the quoted sizes our own orders
/// have left.
/// </summary>
public sealed class MarketMoment
{
    private decimal? _bidLeft;
    private decimal? _askLeft;

    public MarketMoment(Instrument instrument, decimal bid, decimal ask, decimal? bidSize, decimal? askSize, BarRange? range, PaperBrokerOptions options)
    {
        Instrument = instrument;
        Bid = bid;
        Ask = ask;
        Range = range;
        _bidLeft = bidSize * options.Participation ?? options.UnreportedSize;
        _askLeft = askSize * options.Participation ?? options.UnreportedSize;
    }

    public Instrument Instrument { get; }

    public decimal Bid { get; }

    public decimal Ask { get; }

    public BarRange? Range { get; private set; }

    /// <summary>The quote that an order of this side deals at: the ask for a buyer.</summary>
    public decimal QuoteFor(Side side) => side == Side.Buy ? Ask : Bid;

    /// <summary>The bar, for an order that was there before it began.</summary>
    public BarRange? RangeFor(PaperOrder order) => Range is { } range && order.Since <= range.From ? range : null;

    /// <summary>From now on only the closing quote counts: what has been decided on the bar is not decided twice.</summary>
    public void EndBar() => Range = null;

    /// <summary>How much of a quantity can deal now, in whole lots.</summary>
    public decimal Available(Side side, decimal wanted)
    {
        if ((side == Side.Buy ? _askLeft : _bidLeft) is not { } left) return wanted;
        var lots = decimal.Truncate(left / Instrument.LotSize) * Instrument.LotSize;
        return Math.Min(wanted, lots);
    }

    public void Consume(Side side, decimal quantity)
    {
        if (side == Side.Buy) _askLeft -= quantity;
        else _bidLeft -= quantity;
    }
}
