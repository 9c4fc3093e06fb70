using System.Collections.Immutable;
using System.Globalization;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>One account's working orders: the fold of its ledger. Orders that are done leave it; the ledger remembers them.</summary>
public sealed record PaperAccount(AccountId Id, long Version, ImmutableDictionary<OrderId, PaperOrder> Working)
{
    public static PaperAccount Empty(AccountId id) => new(id, 0, ImmutableDictionary<OrderId, PaperOrder>.Empty);

    /// <summary>The state after one more event; total, whatever the event.</summary>
    public PaperAccount Evolve(PaperEvent paperEvent, DateTimeOffset at)
    {
        var version = Version + 1;
        return paperEvent switch
        {
            PaperOrderTaken taken => this with { Version = version, Working = Take(taken, at, version) },
            PaperOrderFilled fill when Find(fill.Order) is { } order && fill.Quantity < order.Remaining => With(version, order with
            {
                Filled = order.Filled + fill.Quantity,
                FilledValue = order.FilledValue + (fill.Price * fill.Quantity),
            }),
            PaperStopTriggered when Find(paperEvent.Order) is { } order => With(version, order with { Triggered = true, Since = at }),
            PaperOrderReplaced change when Find(change.Order) is { } order => With(version, Replaced(order, change, at, version)),
            PaperOrderFilled or PaperOrderCanceled or PaperOrderExpired => this with { Version = version, Working = Working.Remove(paperEvent.Order) },
            _ => this with { Version = version },
        };
    }

    public PaperOrder? Find(OrderId id) => Working.GetValueOrDefault(id);

    /// <summary>What the gateway hears of an event; null for what concerns the venue alone.</summary>
    public static BrokerExecution? ExecutionOf(AccountId account, PaperEvent paperEvent, long version, DateTimeOffset at)
    {
        return paperEvent switch
        {
            PaperOrderTaken e => Execution(ExecutionKind.Acknowledged, e.Quantity),
            PaperOrderRefused e => Execution(ExecutionKind.Rejected, e.Quantity, reason: e.Reason),
            PaperOrderFilled e => Execution(ExecutionKind.Fill, e.Quantity, e.Price, e.Commission),
            PaperOrderReplaced e => Execution(ExecutionKind.Replaced, e.Quantity),
            PaperOrderCanceled e => Execution(ExecutionKind.Canceled, e.Quantity, reason: e.Reason),
            PaperOrderExpired e => Execution(ExecutionKind.Expired, e.Quantity),
            PaperFillBusted e => Execution(ExecutionKind.Busted, e.Quantity, e.Price, e.Commission) with { BustedExecutionId = e.ExecutionId },
            _ => null,
        };

        BrokerExecution Execution(ExecutionKind kind, decimal quantity, decimal? price = null, decimal commission = 0m, string? reason = null) =>
            new(account, IdOf(version), paperEvent.Order, kind, quantity, price, commission, reason, at);
    }

    public static string IdOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private PaperAccount With(long version, PaperOrder order) => this with { Version = version, Working = Working.SetItem(order.Id, order) };

    private ImmutableDictionary<OrderId, PaperOrder> Take(PaperOrderTaken taken, DateTimeOffset at, long version)
    {
        var order = new PaperOrder
        {
            Id = taken.Order,
            Symbol = taken.Symbol,
            Side = taken.Side,
            Type = taken.Type,
            Quantity = taken.Quantity,
            LimitPrice = taken.LimitPrice,
            StopPrice = taken.StopPrice,
            TimeInForce = taken.TimeInForce,
            Bracket = taken.Bracket,
            Role = taken.Role,
            Parent = taken.Parent,
            ExpiresAt = taken.ExpiresAt,
            Since = at,
            Arrival = version,
        };
        var working = Working.SetItem(order.Id, order);
        return taken.Parent is { } parentId && Find(parentId) is { } parent ? working.SetItem(parentId, parent with { HasChildren = true }) : working;
    }

    // A smaller quantity keeps the place in the queue; a new price or a larger quantity goes to its end, as at an exchange.
    private static PaperOrder Replaced(PaperOrder order, PaperOrderReplaced change, DateTimeOffset at, long version)
    {
        var keepsPlace = change.LimitPrice == order.LimitPrice && change.StopPrice == order.StopPrice && change.Quantity <= order.Quantity;
        var replaced = order with { Quantity = change.Quantity, LimitPrice = change.LimitPrice, StopPrice = change.StopPrice };
        return keepsPlace ? replaced : replaced with { Since = at, Arrival = version };
    }
}
