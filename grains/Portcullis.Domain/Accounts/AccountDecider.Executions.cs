using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public static partial class AccountDecider
{
    /// <summary>
    /// Takes what the broker says, in whatever order it arrives: a fill before its acknowledgement, a fill after a cancel, the same execution
    /// twice. What names an order never approved here is recorded, and locks entries until a person has looked.
    /// </summary>
    private static Outcome Record(Turn turn, RecordExecution e)
    {
        var state = turn.State;
        var working = state.Orders.TryGetValue(e.Order, out var order);
        var closed = state.ClosedOrders.TryGet(e.Order, out var late);
        if (!working && !closed && e.Kind != ExecutionKind.Busted) return Unknown(turn, e);
        switch (e.Kind)
        {
            case ExecutionKind.Acknowledged:
                return working && order!.Status == OrderStatus.Approved ? turn.Add(new OrderAcknowledged(e.Order, e.ExecutionId, e.At)) : Outcome.Nothing;
            case ExecutionKind.Fill:
                if (state.Fills.TryGet(e.ExecutionId, out _) || e.Price is null || e.Quantity <= 0m) return Outcome.Nothing;
                return Fill(turn, e, working ? order!.Symbol : late.Symbol, working ? order!.Side : late.Side);
            case ExecutionKind.Canceled:
                return working ? turn.Add(new OrderCanceled(e.Order, e.ExecutionId, e.Reason ?? "", e.At)) : Outcome.Nothing;
            case ExecutionKind.Expired:
                return working ? turn.Add(new OrderExpired(e.Order, e.ExecutionId, e.Reason ?? "", e.At)) : Outcome.Nothing;
            case ExecutionKind.Rejected:
                if (!working) return Outcome.Nothing;
                return order!.Pending is not null
                    ? turn.Add(new ReplaceRejected(e.Order, e.ExecutionId, e.Reason ?? "", e.At))
                    : turn.Add(new OrderRejected(e.Order, e.ExecutionId, e.Reason ?? "", e.At));
            case ExecutionKind.Replaced:
                return working && order!.Pending is not null ? turn.Add(new OrderReplaced(e.Order, e.ExecutionId, e.At)) : Outcome.Nothing;
            case ExecutionKind.Busted:
                if (e.BustedExecutionId is not { } busted || !state.Fills.TryGet(busted, out _)) return Unknown(turn, e);
                return turn.Add(new FillBusted(busted, e.ExecutionId, e.Reason ?? "", e.At));
            default:
                return Outcome.Nothing;
        }
    }

    private static Outcome Fill(Turn turn, RecordExecution e, string symbol, Side side)
    {
        var instrument = turn.Context.Instruments.Find(symbol);
        var held = turn.State.Positions.GetValueOrDefault(symbol);
        var currency = instrument?.Currency ?? held?.Currency ?? turn.State.Currency;
        var rate = turn.Context.Market.Rate(currency, turn.State.Currency) ?? held?.ConversionRate ?? 1m;
        return turn.Add(new OrderFilled(
            e.Order,
            e.ExecutionId,
            symbol,
            side,
            e.Quantity,
            e.Price!.Value,
            Money.Round(e.Commission * rate),
            instrument?.PointValue ?? held?.PointValue ?? 1m,
            currency,
            Math.Round(rate, 10),
            e.At));
    }

    private static Outcome Unknown(Turn turn, RecordExecution e)
    {
        turn.Add(new UnknownExecutionReported(e.Order, e.ExecutionId, e.Kind, e.Quantity, e.Price, e.At));
        return turn.State.Status == AccountStatus.Active
            ? turn.Add(new AccountStatusChanged(AccountStatus.ReduceOnly, $"The broker reported {e.Kind} {e.ExecutionId} for order {e.Order}, which was not approved here. Compare positions with the broker, then rearm.", "portcullis", turn.Now))
            : Outcome.Nothing;
    }
}
