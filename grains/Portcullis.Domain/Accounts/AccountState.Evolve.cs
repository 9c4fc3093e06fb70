using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public sealed partial record AccountState
{
    /// <summary>Folds one event. Total: what has happened is never refused, however odd.</summary>
    public AccountState Evolve(IAccountEvent happened)
    {
        var next = happened switch
        {
            AccountOpened e => Opened(e),
            SessionRolled e => Rolled(e),
            OrderDecided e => Decided(e),
            OrderAcknowledged e => Update(e.OrderId, o => o.Status == OrderStatus.Approved ? o with { Status = OrderStatus.Working } : o) with { LastExecutionId = e.ExecutionId },
            OrderFilled e => Filled(e),
            OrderCanceled e => Closed(e.OrderId, OrderStatus.Canceled) with { LastExecutionId = e.ExecutionId },
            OrderExpired e => Closed(e.OrderId, OrderStatus.Expired) with { LastExecutionId = e.ExecutionId },
            OrderRejected e => BrokerRejected(e),
            OrderReplaced e => Update(e.OrderId, Replaced) with { LastExecutionId = e.ExecutionId },
            ReplaceRejected e => Update(e.OrderId, o => o with { Pending = null }) with { LastExecutionId = e.ExecutionId },
            FillBusted e => Busted(e),
            CancelRequested e => Update(e.OrderId, o => o with { CancelRequested = true }) with { Flow = Flow.WithCancel(e.At) },
            FlattenRequested e => FlattenBegun(e),
            ExitOrdered e => ExitPlaced(e),
            PeakRaised e => this with { HighWaterMark = e.HighWaterMark, DrawdownFloor = e.DrawdownFloor },
            LimitTripped e => this with { Status = e.Status, StatusReason = e.Violation.Code, LockedForSession = e.Status != AccountStatus.Breached },
            AccountStatusChanged e => this with { Status = e.Status, StatusReason = e.Reason, LockedForSession = false },
            BalanceAdjusted e => Adjusted(e),
            UnknownExecutionReported e => this with { LastExecutionId = e.ExecutionId },
            _ => this,
        };
        return next.FlattenSettled() with { Version = Version + 1, UpdatedAt = happened.At };
    }

    public AccountState Evolve(IEnumerable<IAccountEvent> events) => events.Aggregate(this, static (state, e) => state.Evolve(e));

    private AccountState Opened(AccountOpened e) => this with
    {
        Id = e.Account,
        Profile = e.Profile,
        Firm = e.Firm,
        Broker = e.Broker,
        Currency = e.Currency,
        Status = AccountStatus.Active,
        StartBalance = e.StartBalance,
        Balance = e.StartBalance,
        SessionDate = e.SessionDate,
        DayStartBalance = e.StartBalance,
        DayStartEquity = e.StartBalance,
        WeekStartEquity = e.StartBalance,
        HighWaterMark = e.StartBalance,
        EndOfDayHighWaterMark = e.StartBalance,
        DrawdownFloor = e.DrawdownFloor,
    };

    private AccountState Rolled(SessionRolled e)
    {
        var unlock = LockedForSession && Status != AccountStatus.Breached;
        return this with
        {
            BestDayProfit = Math.Max(BestDayProfit, DayRealized),
            SessionDate = e.SessionDate,
            DayStartBalance = e.Balance,
            DayStartEquity = e.Equity,
            DayNetDeposits = 0m,
            WeekStartEquity = e.WeekStarted ? e.Equity : WeekStartEquity,
            WeekNetDeposits = e.WeekStarted ? 0m : WeekNetDeposits,
            HighWaterMark = e.HighWaterMark,
            EndOfDayHighWaterMark = e.EndOfDayHighWaterMark,
            DrawdownFloor = e.DrawdownFloor,
            OrdersToday = 0,
            TradesToday = 0,
            WinsToday = 0,
            LossesToday = 0,
            TradedToday = false,
            Status = unlock ? AccountStatus.Active : Status,
            StatusReason = unlock ? "" : StatusReason,
            LockedForSession = LockedForSession && !unlock,
        };
    }

    private AccountState Decided(OrderDecided e)
    {
        var approved = e.Verdict is Verdict.Approved or Verdict.Resized;
        var next = this with
        {
            OrdersToday = OrdersToday + 1,
            Flow = Flow.WithOrder(e.At, e.Request.Fingerprint(), e.Verdict == Verdict.Rejected),
            ClientOrders = ClientOrders.Add(e.Request.ClientOrderId, new ClientOrderReference(e.OrderId, e.RequestHash, Version + 1), Limits.RecentClientOrders),
        };
        if (!approved) return next;
        if (e.Replaces is { } replaced)
            return next.Update(replaced, o => o with
            {
                Pending = new ReplacementTerms(o.Filled + e.ApprovedQuantity, e.Request.LimitPrice, e.Request.StopPrice),
                RiskPerUnit = Math.Max(o.RiskPerUnit, e.RiskAmount / e.ApprovedQuantity),
                NotionalPerUnit = Math.Max(o.NotionalPerUnit, e.NotionalPerUnit),
            });
        return next with
        {
            Orders = next.Orders.Add(e.OrderId, new WorkingOrder
            {
                Id = e.OrderId,
                ClientOrderId = e.Request.ClientOrderId,
                Symbol = e.Request.Symbol,
                Side = e.Request.Side,
                Type = e.Request.Type,
                Quantity = e.ApprovedQuantity,
                LimitPrice = e.Request.LimitPrice,
                StopPrice = e.Request.StopPrice,
                TimeInForce = e.Request.TimeInForce,
                Bracket = e.Request.Bracket,
                RiskPerUnit = e.RiskAmount / e.ApprovedQuantity,
                NotionalPerUnit = e.NotionalPerUnit,
                IsExit = e.Exposure is Exposure.Reducing or Exposure.Closing,
                Strategy = e.Request.Strategy,
                DecidedAt = e.At,
            }),
        };
    }

    private AccountState Filled(OrderFilled e)
    {
        var position = Positions.TryGetValue(e.Symbol, out var held)
            ? held
            : new Position { Symbol = e.Symbol, PointValue = e.PointValue, Currency = e.Currency };
        var next = this with { LastExecutionId = e.ExecutionId, Fills = Fills.Add(e.ExecutionId, new RememberedFill(e.OrderId, e.Symbol, e.Side, e.Quantity, e.Price, e.Commission, e.ConversionRate), Limits.RememberedFills) };
        next = next.Booked(position, e.Side, e.Quantity, e.Price, e.Commission, e.ConversionRate, countTrip: true);
        if (!next.TradedToday && Math.Abs(next.QuantityOf(e.Symbol)) > Math.Abs(position.Quantity))
            next = next with { TradedToday = true, TradingDays = TradingDays + 1 };
        return next.OrderFilledBy(e);
    }

    private AccountState OrderFilledBy(OrderFilled e)
    {
        if (!Orders.TryGetValue(e.OrderId, out var order)) return this;
        var filled = order with { Filled = order.Filled + e.Quantity, Status = OrderStatus.PartiallyFilled };
        var next = filled.Filled >= filled.Quantity && filled.Pending is null
            ? Closed(order.Id, OrderStatus.Filled, filled.Filled)
            : this with { Orders = Orders.SetItem(order.Id, filled) };
        if (order.OcoGroup is { } group)
            foreach (var sibling in next.Orders.Values.Where(o => o.OcoGroup == group && o.Id != order.Id).ToArray())
                next = next with { Orders = next.Orders.SetItem(sibling.Id, sibling with { Quantity = Math.Max(sibling.Filled, sibling.Quantity - e.Quantity) }) };
        return order.Bracket is { } bracket ? next.BracketGrown(order, bracket, e.Quantity) : next;
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

    private AccountState Booked(Position position, Side side, decimal quantity, decimal price, decimal commission, decimal rate, bool countTrip)
    {
        var (after, roundTrip) = position.Fill(side, quantity, price, commission, rate);
        var next = this with
        {
            Balance = Balance + (after.RealizedPnl - position.RealizedPnl),
            Positions = Positions.SetItem(after.Symbol, after),
        };
        if (!countTrip || roundTrip is not { } result) return next;
        return next with
        {
            TradesToday = TradesToday + 1,
            WinsToday = WinsToday + (result > 0m ? 1 : 0),
            LossesToday = LossesToday + (result < 0m ? 1 : 0),
            ConsecutiveLosses = result < 0m ? ConsecutiveLosses + 1 : result > 0m ? 0 : ConsecutiveLosses,
        };
    }

    // Total profit and loss is path-independent, so that the opposite fill at the same price, with the commission given back, undoes a fill exactly.
    private AccountState Busted(FillBusted e)
    {
        var next = this with { LastExecutionId = e.ExecutionId };
        if (!Fills.TryGet(e.BustedExecutionId, out var fill) || !Positions.TryGetValue(fill.Symbol, out var position)) return next;
        return next.Booked(position, fill.Side.Opposite(), fill.Quantity, fill.Price, -fill.Commission, fill.ConversionRate, countTrip: false);
    }

    private AccountState BrokerRejected(OrderRejected e)
    {
        var next = Closed(e.OrderId, OrderStatus.Rejected) with { LastExecutionId = e.ExecutionId };
        if (!Orders.TryGetValue(e.OrderId, out var order) || !Flattening.TryGetValue(order.Symbol, out var progress)) return next;
        return next with { Flattening = next.Flattening.SetItem(order.Symbol, progress with { NotBefore = e.At + Limits.ExitRetry }) };
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
            Orders = Orders.Add(e.OrderId, new WorkingOrder
            {
                Id = e.OrderId,
                ClientOrderId = new ClientOrderId(e.OrderId.Value),
                Symbol = e.Symbol,
                Side = e.Side,
                Type = OrderType.Market,
                Quantity = e.Quantity,
                TimeInForce = TimeInForce.Gtc,
                IsExit = true,
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

    private AccountState Adjusted(BalanceAdjusted e)
    {
        var amount = e.Kind is AdjustmentKind.Withdrawal or AdjustmentKind.Fee ? -e.Amount : e.Amount;
        var deposit = e.Kind is AdjustmentKind.Deposit or AdjustmentKind.Withdrawal ? amount : 0m;
        return this with
        {
            Balance = Balance + amount,
            NetDeposits = NetDeposits + deposit,
            DayNetDeposits = DayNetDeposits + deposit,
            WeekNetDeposits = WeekNetDeposits + deposit,
        };
    }

    private static WorkingOrder Replaced(WorkingOrder order) => order.Pending is not { } terms ? order : order with
    {
        Quantity = terms.Quantity,
        LimitPrice = terms.LimitPrice,
        StopPrice = terms.StopPrice,
        Pending = null,
    };

    private AccountState Update(OrderId id, Func<WorkingOrder, WorkingOrder> change) =>
        Orders.TryGetValue(id, out var order) ? this with { Orders = Orders.SetItem(id, change(order)) } : this;

    private AccountState Closed(OrderId id, OrderStatus status, decimal? filled = null)
    {
        if (!Orders.TryGetValue(id, out var order)) return this;
        return this with
        {
            Orders = Orders.Remove(id),
            ClosedOrders = ClosedOrders.Add(id, new ClosedOrder(order.ClientOrderId, order.Symbol, order.Side, status, filled ?? order.Filled), Limits.ClosedOrders),
        };
    }
}
