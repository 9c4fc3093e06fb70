using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public sealed partial record AccountState
{
    private AccountState Filled(OrderFilled e)
    {
        var position = Positions.TryGetValue(e.Symbol, out var held)
            ? held
            : new Position { Symbol = e.Symbol, PointValue = e.PointValue, Currency = e.Currency };
        var (after, change, roundTrip) = position.Fill(e.Side, e.Quantity, e.Price, e.Commission, e.ConversionRate);
        var next = Booked(position, after) with
        {
            LastExecutionId = PlaceAfter(e.ExecutionId),
            Fills = Fills.Add(e.ExecutionId, new RememberedFill(e.OrderId, e.Symbol, e.Quantity, change, Busted: false, e.Price), Limits.RememberedFills),
        };
        if (roundTrip is { } result) next = next.RoundTripped(result);
        var opens = Math.Sign(after.Quantity) == e.Side.Sign();
        if (opens && !next.TradedToday) next = next with { TradedToday = true, TradingDays = TradingDays + 1 };
        return next.FillCounted(e);
    }

    private AccountState Booked(Position before, Position after) => this with
    {
        Balance = Balance + (after.RealizedPnl - before.RealizedPnl),
        Positions = Positions.SetItem(after.Symbol, after),
    };

    private AccountState RoundTripped(decimal result) => this with
    {
        TradesToday = TradesToday + 1,
        WinsToday = WinsToday + (result > 0m ? 1 : 0),
        LossesToday = LossesToday + (result < 0m ? 1 : 0),
        ConsecutiveLosses = result < 0m ? ConsecutiveLosses + 1 : result > 0m ? 0 : ConsecutiveLosses,
    };

    private AccountState FillCounted(OrderFilled e)
    {
        if (!Orders.TryGetValue(e.OrderId, out var order))
            return ClosedOrders.TryGet(e.OrderId, out var late) ? FilledLate(e, late) : this;
        var filled = order with { Filled = order.Filled + e.Quantity, Status = OrderStatus.PartiallyFilled };
        var next = filled.IsFilled ? Closed(filled, OrderStatus.Filled) : this with { Orders = Orders.SetItem(order.Id, filled) };
        if (order.OcoGroup is { } group)
            foreach (var sibling in next.Orders.Values.Where(o => o.OcoGroup == group && o.Id != order.Id).ToArray())
                next = next with { Orders = next.Orders.SetItem(sibling.Id, sibling with { Quantity = Math.Max(sibling.Filled, sibling.Quantity - e.Quantity) }) };
        return order.Bracket is { } bracket ? next.BracketGrown(order, bracket, e.Quantity) : next;
    }

    // The fill crossed the cancel on its way: the broker places the children for it all the same.
    private AccountState FilledLate(OrderFilled e, ClosedOrder late)
    {
        var next = this with { ClosedOrders = ClosedOrders.Add(e.OrderId, late with { Filled = late.Filled + e.Quantity }, Limits.ClosedOrders) };
        if (late.Bracket is not { } bracket) return next;
        var entry = new WorkingOrder
        {
            Id = e.OrderId,
            ClientOrderId = late.ClientOrderId,
            Symbol = late.Symbol,
            Side = late.Side,
            Type = OrderType.Market,
            Quantity = e.Quantity,
            Strategy = late.Strategy,
            DecidedAt = late.DecidedAt,
        };
        return next.BracketGrown(entry, bracket, e.Quantity);
    }

    // The broker places the children for what the entry has filled; the account counts them from the same fill, without waiting for word.
    private AccountState BracketGrown(WorkingOrder entry, Bracket bracket, decimal quantity)
    {
        var next = Child(entry, "sl", OrderType.Stop, null, bracket.StopPrice, quantity);
        return bracket.TakeProfitPrice is { } target ? next.Child(entry, "tp", OrderType.Limit, target, null, quantity) : next;
    }

    private AccountState Child(WorkingOrder entry, string suffix, OrderType type, decimal? limit, decimal? stop, decimal quantity)
    {
        var id = new OrderId($"{entry.Id.Value}-{suffix}");
        var child = Orders.TryGetValue(id, out var existing)
            ? existing with { Quantity = existing.Quantity + quantity }
            : new WorkingOrder
            {
                Id = id,
                ClientOrderId = new ClientOrderId($"{entry.ClientOrderId.Value}-{suffix}"),
                Symbol = entry.Symbol,
                Side = entry.Side.Opposite(),
                Type = type,
                Quantity = quantity,
                LimitPrice = limit,
                StopPrice = stop,
                TimeInForce = TimeInForce.Gtc,
                OcoGroup = entry.Id.Value,
                Status = OrderStatus.Working,
                IsExit = true,
                Strategy = entry.Strategy,
                DecidedAt = entry.DecidedAt,
            };
        return this with { Orders = Orders.SetItem(id, child) };
    }

    private AccountState Busted(FillBusted e)
    {
        if (!Fills.TryGet(e.BustedExecutionId, out var fill)) return Heard(e.ExecutionId, new OrderId(""));
        var next = Heard(e.ExecutionId, fill.OrderId);
        if (fill.Busted || !Positions.TryGetValue(fill.Symbol, out var position)) return next;
        return next.Booked(position, position.Without(fill.Change)) with { Fills = Fills.Add(e.BustedExecutionId, fill with { Busted = true }, Limits.RememberedFills) };
    }

    // A closing order that came to nothing is not sent again at once, and each time later: a broker that refuses it would be asked without end.
    private AccountState Ended(OrderId id, OrderStatus status, DateTimeOffset at)
    {
        if (!Orders.TryGetValue(id, out var order)) return this;
        var next = Closed(order, status);
        if (!order.IsFlatten || !Flattening.TryGetValue(order.Symbol, out var progress)) return next;
        return next with { Flattening = next.Flattening.SetItem(order.Symbol, progress with { NotBefore = at + Pause(progress.Attempts) }) };
    }

    private static TimeSpan Pause(int attempts)
    {
        var pause = Limits.ExitRetry;
        for (var attempt = 1; attempt < attempts && pause < Limits.ExitRetryAtMost; attempt++) pause += pause;
        return pause < Limits.ExitRetryAtMost ? pause : Limits.ExitRetryAtMost;
    }

    private AccountState FlattenBegun(FlattenRequested e) => this with
    {
        Flattening = e.Symbols.Aggregate(Flattening, (all, symbol) => all.SetItem(symbol, new FlattenProgress(e.Reason, 0, e.At))),
    };

    private AccountState ExitPlaced(ExitOrdered e)
    {
        var progress = Flattening.TryGetValue(e.Symbol, out var begun) ? begun : new FlattenProgress(e.Reason, 0, e.At);
        return this with
        {
            Flattening = Flattening.SetItem(e.Symbol, progress with { Attempts = progress.Attempts + 1 }),
            Orders = Orders.SetItem(e.OrderId, new WorkingOrder
            {
                Id = e.OrderId,
                ClientOrderId = new ClientOrderId(e.OrderId.Value),
                Symbol = e.Symbol,
                Side = e.Side,
                Type = OrderType.Market,
                Quantity = e.Quantity,
                TimeInForce = TimeInForce.Gtc,
                IsExit = true,
                IsFlatten = true,
                DecidedAt = e.At,
            }),
        };
    }

    private AccountState FlattenSettled()
    {
        if (Flattening.IsEmpty) return this;
        var settled = Flattening.Keys.Where(symbol => QuantityOf(symbol) == 0m && Orders.Values.All(o => o.Symbol != symbol)).ToArray();
        return settled.Length == 0 ? this : this with { Flattening = Flattening.RemoveRange(settled) };
    }
}
