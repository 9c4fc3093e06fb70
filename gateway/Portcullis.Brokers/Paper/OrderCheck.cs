using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>What no venue would take.</summary>
internal static class OrderCheck
{
    /// <summary>Why an order is refused; null when it is taken.</summary>
    public static string? RefusalOf(BrokerOrder order, Listing? listing, DateTimeOffset now)
    {
        if (listing is not { Instrument: var instrument }) return $"no such instrument: {order.Symbol}";
        if (instrument.Expires <= now && order.Type != OrderType.Market) return $"{order.Symbol} has expired";
        if (instrument.Expires <= now && listing.Settlement is null) return $"{order.Symbol} has expired and no settlement price is known; publish it as a quote";
        if (order.Side is not (Side.Buy or Side.Sell)) return "no side";
        if (order.Quantity <= 0m || !instrument.IsOnLot(order.Quantity)) return $"quantity {order.Quantity} is not a positive multiple of {instrument.LotSize}";
        if (TermsRefusal(order, instrument) is { } terms) return terms;
        var immediate = order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok;
        if (immediate && order.Type is OrderType.Stop or OrderType.StopLimit) return "a stop cannot be filled at once or not at all";
        return immediate && !listing.IsOpen ? $"{order.Symbol} is closed" : null;
    }

    /// <summary>Why new terms are refused; null when they are taken.</summary>
    public static string? RefusalOf(BrokerReplace change, PaperOrder? order, Instrument? instrument)
    {
        if (order is null || instrument is null) return "too late: the order does not work here";
        if (change.Quantity < 0m || !instrument.IsOnLot(change.Quantity)) return $"quantity {change.Quantity} is not a multiple of {instrument.LotSize}";
        if (change.LimitPrice is not null && order.LimitPrice is null) return "a limit price does not belong to this order type";
        if (change.StopPrice is not null && order.StopPrice is null) return "a stop price does not belong to this order type";
        foreach (var price in (decimal?[])[change.LimitPrice, change.StopPrice])
            if (price is { } value && !instrument.IsOnTick(value)) return $"price {value} is not a multiple of {instrument.TickSize}";
        return null;
    }

    private static string? TermsRefusal(BrokerOrder order, Instrument instrument)
    {
        var needsLimit = order.Type is OrderType.Limit or OrderType.StopLimit;
        var needsStop = order.Type is OrderType.Stop or OrderType.StopLimit;
        if (order.Type == OrderType.Unspecified || order.TimeInForce == TimeInForce.Unspecified) return "no order type or time in force";
        if (needsLimit != order.LimitPrice.HasValue) return needsLimit ? "a limit price is missing" : "a limit price does not belong to this order type";
        if (needsStop != order.StopPrice.HasValue) return needsStop ? "a stop price is missing" : "a stop price does not belong to this order type";
        foreach (var price in (decimal?[])[order.LimitPrice, order.StopPrice, order.Bracket?.StopPrice, order.Bracket?.TakeProfitPrice])
            if (price is { } value && !instrument.IsOnTick(value)) return $"price {value} is not a multiple of {instrument.TickSize}";
        return null;
    }
}
