using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public static partial class AccountDecider
{
    /// <summary>
    /// Takes what the broker says, in whatever order it arrives: a fill before its acknowledgement, a fill after a cancel, the same execution
    /// twice. What names an order never approved here is recorded, and locks entries until a person has looked. An id that comes again with other
    /// content is refused: the first one stands.
    /// </summary>
    private static Outcome Record(Turn turn, RecordExecution e)
    {
        var state = turn.State;
        if (state.Executions.TryGet(e.ExecutionId, out var heard)) return e.Kind == ExecutionKind.Busted || heard == e.Order ? Outcome.Nothing : Reused(e);
        if (state.Fills.TryGet(e.ExecutionId, out var filled)) return IsSame(filled, e) ? Outcome.Nothing : Reused(e);
        if (e.Kind == ExecutionKind.Busted) return Bust(turn, e);
        var working = state.Orders.GetValueOrDefault(e.Order);
        if (e.Kind == ExecutionKind.Fill)
        {
            if (e.Price is null || e.Quantity <= 0m) return Outcome.Nothing;
            if (working is not null) return Fill(turn, e, working.Symbol, working.Side);
            return state.ClosedOrders.TryGet(e.Order, out var late) ? Fill(turn, e, late.Symbol, late.Side) : Unknown(turn, e);
        }

        if (working is null) return IsKnown(state, e.Order) ? Outcome.Nothing : Unknown(turn, e);
        return e.Kind switch
        {
            ExecutionKind.Acknowledged when working.Status == OrderStatus.Approved => turn.Add(new OrderAcknowledged(e.Order, e.ExecutionId, e.At)),
            ExecutionKind.Canceled => End(turn, working, e, new OrderCanceled(e.Order, e.ExecutionId, e.Reason ?? "", e.At)),
            ExecutionKind.Expired => End(turn, working, e, new OrderExpired(e.Order, e.ExecutionId, e.Reason ?? "", e.At)),
            // An order that was never acknowledged is refused itself, whatever change may have been on its way behind it.
            ExecutionKind.Rejected when working.Pending is not null && working.Status != OrderStatus.Approved => turn.Add(new ReplaceRejected(e.Order, e.ExecutionId, e.Reason ?? "", e.At)),
            ExecutionKind.Rejected => End(turn, working, e, new OrderRejected(e.Order, e.ExecutionId, e.Reason ?? "", e.At)),
            ExecutionKind.Replaced when working.Pending is not null => turn.Add(new OrderReplaced(e.Order, e.ExecutionId, e.At)),
            _ => Outcome.Nothing,
        };
    }

    private static bool IsSame(RememberedFill filled, RecordExecution e) =>
        e.Kind == ExecutionKind.Fill && filled.OrderId == e.Order && filled.Quantity == e.Quantity && (filled.Price is null || filled.Price == e.Price);

    private static Outcome Reused(RecordExecution e) => Outcome.Refuse(
        RefusalCode.ExecutionIdReused,
        $"Execution id {e.ExecutionId} was recorded with other content; that stands. A new execution needs a new id, a wrong one is taken back by a bust.");

    private static Outcome Dispute(Turn turn, DisputeExecution command)
    {
        if (turn.State.Executions.TryGet(command.Id, out _)) return Outcome.Nothing;
        var e = command.Reported;
        turn.Add(new ExecutionDisputed(e.Order, e.ExecutionId, e.Kind, e.Quantity, e.Price, e.At));
        return AskToLook(turn);
    }

    // A broker that turns down every attempt to close a position needs a person, not a storm of orders.
    private static Outcome End(Turn turn, WorkingOrder order, RecordExecution e, IAccountEvent ended)
    {
        turn.Add(ended);
        if (!order.IsFlatten || !turn.State.Flattening.TryGetValue(order.Symbol, out var progress) || progress.Attempts != Limits.ExitAttemptsUnnoticed) return Outcome.Nothing;
        turn.Add(new ExitStalled(order.Symbol, progress.Attempts, e.Reason is { Length: > 0 } reason ? reason : e.Kind.ToString(), turn.Now));
        return AskToLook(turn);
    }

    private static Outcome AskToLook(Turn turn) => turn.State.Status == AccountStatus.Active
        ? turn.Add(new AccountStatusChanged(AccountStatus.ReduceOnly, turn.State.AwaitsRearm!, "portcullis", turn.Now))
        : Outcome.Nothing;

    // Word of a bracket's child may overtake the fill that brings it about.
    private static bool IsKnown(AccountState state, OrderId id)
    {
        if (state.ClosedOrders.TryGet(id, out _)) return true;
        if (!id.Value.EndsWith("-sl", StringComparison.Ordinal) && !id.Value.EndsWith("-tp", StringComparison.Ordinal)) return false;
        var parent = new OrderId(id.Value[..^3]);
        return state.Orders.ContainsKey(parent) || state.ClosedOrders.TryGet(parent, out _);
    }

    private static Outcome Fill(Turn turn, RecordExecution e, string symbol, Side side)
    {
        var instrument = turn.Context.Instruments.Find(symbol);
        var held = turn.State.Positions.GetValueOrDefault(symbol);
        var currency = instrument?.Currency ?? held?.Currency ?? turn.State.Currency;
        var rate = turn.Context.Market.Rate(currency, turn.State.Currency) ?? turn.Context.Market.LastRate(currency, turn.State.Currency) ?? held?.ConversionRate;
        turn.Add(new OrderFilled(
            e.Order,
            e.ExecutionId,
            symbol,
            side,
            e.Quantity,
            e.Price!.Value,
            Money.Round(e.Commission * (rate ?? 1m)),
            held?.PointValue ?? instrument?.PointValue ?? 1m,
            currency,
            Math.Round(rate ?? 1m, 10),
            e.At));
        var assumption = instrument is null && held is null ? $"{symbol} is not in the reference data: a point was taken as 1 {currency}"
            : rate is null ? $"no rate of {currency} to {turn.State.Currency} is known: 1 was taken"
            : null;
        if (assumption is null) return Outcome.Nothing;
        turn.Add(new FillValueAssumed(e.Order, e.ExecutionId, symbol, assumption, e.At));
        return AskToLook(turn);
    }

    private static Outcome Bust(Turn turn, RecordExecution e)
    {
        if (e.BustedExecutionId is not { } busted || !turn.State.Fills.TryGet(busted, out var fill)) return Unknown(turn, e);
        return fill.Busted ? Outcome.Nothing : turn.Add(new FillBusted(busted, e.ExecutionId, e.Reason ?? "", e.At));
    }

    private static Outcome Unknown(Turn turn, RecordExecution e)
    {
        turn.Add(new UnknownExecutionReported(e.Order, e.ExecutionId, e.Kind, e.Quantity, e.Price, e.At));
        return AskToLook(turn);
    }
}
