using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>
/// The paper venue's rules: one account's state and an input make events. No clock, no I/O, no chance; the only thing shared between accounts
/// is the size left at the quote, in <see cref="MarketMoment"/>.
/// </summary>
/// <remarks>
/// An order: taken or refused; taken -> triggered (stops) -> filled in parts -> filled, canceled or expired. A bracket's children are taken with
/// the parent's first fill and grow with each further one; a fill of one child takes as much from the other; the child that has closed all cancels
/// its sibling and what is left of the parent.
/// </remarks>
public static class MatchingEngine
{
    public const string OtherSideFilled = "the bracket's other side has filled";
    public const string BracketClosed = "the bracket has closed the position";

    /// <summary>
    /// Takes or refuses an order, and fills it as far as the market allows at once. A market of null cannot deal now. A market order in what has
    /// expired is the settlement of a position: accounts send no other. What a fence says against the order comes first.
    /// </summary>
    public static void Place(Turn turn, BrokerOrder order, string? fenced, Listing? listing, MarketMoment? market)
    {
        if (turn.Account.Find(order.Id) is not null) return;
        if ((fenced ?? OrderCheck.RefusalOf(order, listing, turn.Now)) is { } reason)
        {
            turn.Emit(new PaperOrderRefused(order.Id, order.Quantity, reason));
            return;
        }

        turn.Emit(new PaperOrderTaken(
            order.Id, listing!.Instrument.Symbol, order.Side, order.Type, order.Quantity, order.LimitPrice, order.StopPrice, order.TimeInForce, order.Bracket,
            BracketRole.None, null, listing.Instrument.Expires <= turn.Now ? null : ExpiryOf(order.TimeInForce, listing, turn.Now)));
        if (listing.Instrument.Expires <= turn.Now)
        {
            // Cash settlement costs nothing and has no size to wait for.
            turn.Emit(new PaperOrderFilled(order.Id, order.Quantity, listing.Settlement!.Value, 0m));
            return;
        }

        var taken = turn.Account.Find(order.Id)!;
        if (order.TimeInForce == TimeInForce.Fok && market is not null && market.Available(order.Side, order.Quantity) < order.Quantity) market = null;
        if (market is not null) Match(turn, taken, market);
        if (order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok && turn.Account.Find(order.Id) is { } rest)
            turn.Emit(new PaperOrderCanceled(rest.Id, rest.Remaining, "not to be filled at once"));
    }

    /// <summary>Refuses in advance an order that has not arrived. One that has is known by its id, and the ledger does not take that twice.</summary>
    public static void Withdraw(Turn turn, BrokerOrder order, string? fenced, string reason)
    {
        if (turn.Account.Find(order.Id) is not null) return;
        turn.Emit(fenced is null ? new PaperOrderCanceled(order.Id, order.Quantity, reason) : new PaperOrderRefused(order.Id, order.Quantity, fenced));
    }

    /// <summary>
    /// Gives a working order new terms; a price of null stays. A bracket's child keeps the quantity that its parent gives it. A quantity that has
    /// filled already ends the order. Refused, without an effect on the order, when it is done, the terms are none of its kind, or a fence is in the way.
    /// </summary>
    public static void Replace(Turn turn, BrokerReplace change, string? fenced, Instrument? instrument, MarketMoment? market)
    {
        var order = turn.Account.Find(change.Id);
        if ((OrderCheck.RefusalOf(change, order, instrument) ?? fenced) is { } reason)
        {
            turn.Emit(new PaperOrderRefused(change.Id, change.Quantity, reason));
            return;
        }

        var quantity = order!.Role == BracketRole.None ? change.Quantity : order.Quantity;
        if (quantity <= order.Filled)
        {
            turn.Emit(new PaperOrderCanceled(order.Id, order.Remaining, "replaced by a quantity that has filled already"));
            return;
        }

        turn.Emit(new PaperOrderReplaced(order.Id, quantity, change.LimitPrice ?? order.LimitPrice, change.StopPrice ?? order.StopPrice));
        if (market is not null) Match(turn, turn.Account.Find(order.Id)!, market);
    }

    public static void Cancel(Turn turn, OrderId id)
    {
        if (turn.Account.Find(id) is { } order) turn.Emit(new PaperOrderCanceled(order.Id, order.Remaining, "canceled"));
    }

    public static void Expire(Turn turn, OrderId id)
    {
        if (turn.Account.Find(id) is { ExpiresAt: { } expires } order && expires <= turn.Now) turn.Emit(new PaperOrderExpired(order.Id, order.Remaining));
    }

    /// <summary>Fills one working order as far as the market allows.</summary>
    public static void Match(Turn turn, PaperOrder order, MarketMoment market)
    {
        decimal? price = order.ActsAs switch
        {
            OrderType.Market => FillPrice.OfMarket(order, market, order.Triggered ? turn.Options.StopSlippageTicks : turn.Options.MarketSlippageTicks),
            OrderType.Limit => FillPrice.OfLimit(order, market),
            _ => Triggered(turn, order, market),
        };
        if (price is { } deal) Fill(turn, order.Id, deal, market);
    }

    private static decimal? Triggered(Turn turn, PaperOrder order, MarketMoment market)
    {
        if (!FillPrice.Triggers(order, market)) return null;
        turn.Emit(new PaperStopTriggered(order.Id));
        if (order.Type == OrderType.Stop) return FillPrice.OfStop(order, market, turn.Options.StopSlippageTicks);

        // Where in its bar a stop-limit became a limit is not known: it deals on the closing quote or on a later one.
        return FillPrice.OfLimit(turn.Account.Find(order.Id)!, market);
    }

    private static void Fill(Turn turn, OrderId id, decimal price, MarketMoment market)
    {
        var order = turn.Account.Find(id)!;
        var quantity = market.Available(order.Side, order.Remaining);
        if (quantity <= 0m) return;

        market.Consume(order.Side, quantity);
        turn.Emit(new PaperOrderFilled(id, quantity, price, CommissionOf(order, quantity, price, market.Instrument, turn.Options.Commissions)));
        if (order.Bracket is not null) FollowParent(turn, order, quantity, market.Instrument.Expires);
        if (order.Parent is { } parent) FollowChild(turn, order, parent, quantity);
    }

    private static void FollowParent(Turn turn, PaperOrder parent, decimal quantity, DateTimeOffset? expires)
    {
        var (stopLoss, takeProfit) = (PaperOrder.StopLossOf(parent.Id), PaperOrder.TakeProfitOf(parent.Id));
        if (parent.HasChildren)
        {
            Grow(turn, stopLoss, quantity);
            Grow(turn, takeProfit, quantity);
            return;
        }

        turn.Emit(ChildOf(parent, stopLoss, OrderType.Stop, quantity, null, parent.Bracket!.StopPrice, BracketRole.StopLoss, expires));
        if (parent.Bracket.TakeProfitPrice is { } target)
            turn.Emit(ChildOf(parent, takeProfit, OrderType.Limit, quantity, target, null, BracketRole.TakeProfit, expires));
    }

    private static PaperOrderTaken ChildOf(
        PaperOrder parent, OrderId id, OrderType type, decimal quantity, decimal? limit, decimal? stop, BracketRole role, DateTimeOffset? expires) =>
        new(id, parent.Symbol, parent.Side.Opposite(), type, quantity, limit, stop, TimeInForce.Gtc, null, role, parent.Id, expires);

    private static void Grow(Turn turn, OrderId id, decimal by)
    {
        if (turn.Account.Find(id) is { } child) turn.Emit(new PaperOrderReplaced(id, child.Quantity + by, child.LimitPrice, child.StopPrice));
    }

    private static void FollowChild(Turn turn, PaperOrder child, OrderId parentId, decimal quantity)
    {
        var siblingId = child.Role == BracketRole.StopLoss ? PaperOrder.TakeProfitOf(parentId) : PaperOrder.StopLossOf(parentId);
        if (turn.Account.Find(siblingId) is { } sibling)
        {
            if (sibling.Remaining > quantity) turn.Emit(new PaperOrderReplaced(siblingId, sibling.Quantity - quantity, sibling.LimitPrice, sibling.StopPrice));
            else turn.Emit(new PaperOrderCanceled(siblingId, sibling.Remaining, OtherSideFilled));
        }

        if (turn.Account.Find(child.Id) is null && turn.Account.Find(parentId) is { } parent)
            turn.Emit(new PaperOrderCanceled(parentId, parent.Remaining, BracketClosed));
    }

    private static decimal CommissionOf(PaperOrder order, decimal quantity, decimal price, Instrument instrument, CommissionSchedule schedule)
    {
        var before = schedule.CostOf(instrument, order.Filled, Math.Abs(order.FilledValue) * instrument.PointValue);
        var after = schedule.CostOf(instrument, order.Filled + quantity, Math.Abs(order.FilledValue + (price * quantity)) * instrument.PointValue);
        return after - before;
    }

    private static DateTimeOffset? ExpiryOf(TimeInForce timeInForce, Listing listing, DateTimeOffset now)
    {
        if (timeInForce != TimeInForce.Day) return listing.Instrument.Expires;
        var sessionEnds = listing.Calendar.TradingDateAt(now).Until;
        return listing.Instrument.Expires is { } expires && expires < sessionEnds ? expires : sessionEnds;
    }
}
