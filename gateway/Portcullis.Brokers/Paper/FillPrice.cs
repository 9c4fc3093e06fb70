using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>
/// At which price an order deals, if it does. Within a bar the path is not known, so each case takes the reading that is worse for us: a limit
/// deals only when the market traded through it, at its own price; a stop deals when the range touched it, at the worse of stop and close.
/// </summary>
public static class FillPrice
{
    /// <summary>Whether the market has touched the order's stop price.</summary>
    public static bool Triggers(PaperOrder order, MarketMoment market)
    {
        var stop = order.StopPrice!.Value;
        var range = market.RangeFor(order);
        return order.Side == Side.Buy
            ? market.Ask >= stop || range is { } up && up.High + up.Spread >= stop
            : market.Bid <= stop || range is { } down && down.Low <= stop;
    }

    /// <summary>Price of a stop at its trigger, slippage included. Through a gap it is the quote, not the stop.</summary>
    public static decimal OfStop(PaperOrder order, MarketMoment market, int slippageTicks)
    {
        var (quote, stop) = (market.QuoteFor(order.Side), order.StopPrice!.Value);
        var worse = order.Side == Side.Buy ? Math.Max(quote, stop) : Math.Min(quote, stop);
        return Slipped(worse, order.Side, market, slippageTicks);
    }

    public static decimal OfMarket(PaperOrder order, MarketMoment market, int slippageTicks) =>
        Slipped(market.QuoteFor(order.Side), order.Side, market, slippageTicks);

    /// <summary>Price of a limit order; null when the market has not reached it. Never worse than the limit.</summary>
    public static decimal? OfLimit(PaperOrder order, MarketMoment market)
    {
        var limit = order.LimitPrice!.Value;
        var quoted = order.Side == Side.Buy ? market.Ask <= limit : market.Bid >= limit;
        if (market.RangeFor(order) is not { } range) return quoted ? market.QuoteFor(order.Side) : null;

        // A bar that lies wholly beyond the limit has opened beyond it: its price nearest to the limit was to be had.
        if (order.Side == Side.Buy)
            return range.Low + range.Spread < limit ? Math.Min(limit, range.High + range.Spread) : quoted ? market.Ask : null;
        return range.High > limit ? Math.Max(limit, range.Low) : quoted ? market.Bid : null;
    }

    private static decimal Slipped(decimal price, Side side, MarketMoment market, int ticks) => price + (side.Sign() * ticks * market.Instrument.TickSize);
}
