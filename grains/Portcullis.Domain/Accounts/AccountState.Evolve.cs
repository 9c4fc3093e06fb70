using System.Collections.Immutable;
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
            OrderAcknowledged e => Heard(e.ExecutionId, e.OrderId).Update(e.OrderId, o => o.Status == OrderStatus.Approved ? o with { Status = OrderStatus.Working } : o),
            OrderFilled e => Filled(e),
            OrderCanceled e => Heard(e.ExecutionId, e.OrderId).Ended(e.OrderId, OrderStatus.Canceled, e.At),
            OrderExpired e => Heard(e.ExecutionId, e.OrderId).Ended(e.OrderId, OrderStatus.Expired, e.At),
            OrderRejected e => Heard(e.ExecutionId, e.OrderId).Ended(e.OrderId, OrderStatus.Rejected, e.At),
            OrderReplaced e => Heard(e.ExecutionId, e.OrderId).Update(e.OrderId, Replaced),
            ReplaceRejected e => Heard(e.ExecutionId, e.OrderId).Update(e.OrderId, o => o with { Pending = null }),
            FillBusted e => Busted(e),
            CancelRequested e => Update(e.OrderId, o => o with { CancelRequested = true }) with { Flow = Flow.WithCancel(e.At) },
            FlattenRequested e => FlattenBegun(e),
            ExitOrdered e => ExitPlaced(e),
            PeakRaised e => this with { HighWaterMark = e.HighWaterMark, DrawdownFloor = e.DrawdownFloor },
            LimitTripped e => this with { Status = e.Status, StatusReason = e.Violation.Code, LockedForSession = e.Status != AccountStatus.Breached },
            AccountStatusChanged e => StatusChanged(e),
            AccountQuarantined e => this with { Quarantine = Quarantine ?? $"{e.Command}: {e.Fault}" },
            AccountReleased => this with { Quarantine = null },
            BalanceAdjusted e => Adjusted(e),
            UnknownExecutionReported e => Unknown(e),
            ExitStalled e => Awaiting($"The broker has turned down the closing of {e.Symbol} {e.Attempts} times ({e.Reason}). Close it there or mend the cause, then rearm."),
            FillValueAssumed e => Awaiting($"The worth of execution {e.ExecutionId} in {e.Symbol} was assumed: {e.Assumption}. Correct the balance, then rearm."),
            ExecutionDisputed e => Disputed(e),
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
        var next = this with
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
            ConsecutiveLosses = 0,
            TradedToday = false,
        };
        return next.LockedForSession ? next.Unlocked() : next;
    }

    private AccountState Unlocked() => this with
    {
        Status = AwaitsRearm is null ? AccountStatus.Active : AccountStatus.ReduceOnly,
        StatusReason = AwaitsRearm ?? "",
        LockedForSession = false,
    };

    private AccountState Decided(OrderDecided e)
    {
        var next = this with
        {
            OrdersToday = OrdersToday + 1,
            Flow = Flow.WithOrder(e.At, e.Request.Fingerprint(), e.Verdict == Verdict.Rejected),
            ClientOrders = ClientOrders.Add(e.Request.ClientOrderId, new ClientOrderReference(e.OrderId, e.RequestHash, Version + 1), Limits.RecentClientOrders),
        };
        if (e.Verdict is not (Verdict.Approved or Verdict.Resized) || e.ApprovedQuantity <= 0m) return next;
        var risk = Money.Normalize(e.RiskAmount / e.ApprovedQuantity);
        if (e.Replaces is { } replaced)
            return next.Update(replaced, o => o with
            {
                Pending = new ReplacementTerms(o.Filled + e.ApprovedQuantity, e.Request.LimitPrice, e.Request.StopPrice, risk, e.NotionalPerUnit, e.OrderId, e.ControlVersion),
            });
        var isExit = e.Exposure is Exposure.Reducing or Exposure.Closing;
        return next with
        {
            Orders = next.Orders.SetItem(e.OrderId, new WorkingOrder
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
                Bracket = isExit ? null : e.Request.Bracket,
                RiskPerUnit = risk,
                NotionalPerUnit = e.NotionalPerUnit,
                IsExit = isExit,
                Strategy = e.Request.Strategy,
                ControlVersion = e.ControlVersion,
                DecidedAt = e.At,
            }),
        };
    }

    // A person has looked: what waited to be sent again goes at once.
    private AccountState StatusChanged(AccountStatusChanged e) => this with
    {
        Status = e.Status,
        StatusReason = e.Reason,
        LockedForSession = false,
        AwaitsRearm = e.Status == AccountStatus.ReduceOnly ? e.Reason : null,
        Flattening = e.Status == AccountStatus.Active ? Flattening.ToImmutableSortedDictionary(f => f.Key, f => f.Value with { Attempts = 0, NotBefore = e.At }) : Flattening,
    };

    private AccountState Awaiting(string reason) => this with { AwaitsRearm = AwaitsRearm ?? reason };

    private AccountState Disputed(ExecutionDisputed e)
    {
        var dispute = new DisputeExecution(new RecordExecution(e.ExecutionId, e.OrderId, e.Kind, e.Quantity, e.Price, 0m, null, e.At, null));
        var next = Awaiting($"Execution {e.ExecutionId} was reported again with other content ({e.Kind} {e.Quantity} for order {e.OrderId}). Compare positions with the broker, then rearm.");
        return next with { Executions = Executions.Add(dispute.Id, e.OrderId, Limits.RememberedExecutions) };
    }

    private string? PlaceAfter(string executionId) =>
        executionId.StartsWith(OwnExecutionPrefix, StringComparison.Ordinal) || executionId.StartsWith(ReportedExecutionPrefix, StringComparison.Ordinal) ? LastExecutionId : executionId;

    private AccountState Heard(string executionId, OrderId order) => this with
    {
        LastExecutionId = PlaceAfter(executionId),
        Executions = Executions.Add(executionId, order, Limits.RememberedExecutions),
    };

    private AccountState Unknown(UnknownExecutionReported e)
    {
        var reason = $"The broker reported {e.Kind} {e.ExecutionId} for order {e.OrderId}, which was not approved here. Compare positions with the broker, then rearm.";
        return Heard(e.ExecutionId, e.OrderId).Awaiting(reason);
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
            Adjustments = Adjustments.Add(e.AdjustmentId, new AdjustmentReference(e.Kind, e.Amount, Version + 1), Limits.Adjustments),
        };
    }

    private static WorkingOrder Replaced(WorkingOrder order) => order.Pending is not { } terms ? order : order with
    {
        Quantity = terms.Quantity,
        LimitPrice = terms.LimitPrice,
        StopPrice = terms.StopPrice,
        RiskPerUnit = terms.RiskPerUnit,
        NotionalPerUnit = terms.NotionalPerUnit,
        ControlVersion = terms.ControlVersion,
        Pending = null,
    };

    // A replacement that settles can turn out to be smaller than what has filled meanwhile.
    private AccountState Update(OrderId id, Func<WorkingOrder, WorkingOrder> change)
    {
        if (!Orders.TryGetValue(id, out var order)) return this;
        var changed = change(order);
        return order.Pending is not null && changed.IsFilled
            ? Closed(changed, OrderStatus.Filled)
            : this with { Orders = Orders.SetItem(id, changed) };
    }

    private AccountState Closed(WorkingOrder order, OrderStatus status) => this with
    {
        Orders = Orders.Remove(order.Id),
        ClosedOrders = ClosedOrders.Add(
            order.Id,
            new ClosedOrder(order.ClientOrderId, order.Symbol, order.Side, status, order.Filled, order.Bracket, order.Strategy, order.DecidedAt),
            Limits.ClosedOrders),
    };
}
