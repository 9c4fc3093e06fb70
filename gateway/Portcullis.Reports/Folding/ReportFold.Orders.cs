using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Folding;

internal sealed partial class ReportFold
{
    /// <summary>What names a bracket's children: their entry's id, and one of these.</summary>
    public static readonly IReadOnlyList<string> ChildSuffixes = ["-sl", "-tp"];

    private void Put(OrderRecord order) => rows.Orders.Put(order);

    private static OrderRecord At(OrderRecord order, DateTimeOffset at, long position) => order with { ChangedAt = at, ChangedPosition = position };

    /// <summary>Of an order that can still fill; what comes late for another changes nothing here.</summary>
    private void Change(OrderId id, DateTimeOffset at, Func<OrderRecord, OrderRecord> change)
    {
        if (rows.Orders.Find(id.Value) is { IsOpen: true } order) Put(At(change(order), at, _position));
    }

    private OrderRecord Exit(ExitOrdered e) => new()
    {
        OrderId = e.OrderId.Value,
        Account = _account,
        ClientOrderId = e.OrderId.Value,
        Origin = OrderOrigin.Flatten,
        Symbol = e.Symbol,
        Side = e.Side,
        Type = OrderType.Market,
        Quantity = e.Quantity,
        ApprovedQuantity = e.Quantity,
        Status = OrderStatus.Approved,
        SessionDate = Account.SessionDate,
        DecidedAt = e.At,
        ChangedAt = e.At,
        Position = _position,
        ChangedPosition = _position,
        WorkingQuantity = e.Quantity,
    };

    private void Ended(OrderId id, OrderStatus status, DateTimeOffset at)
    {
        if (rows.Orders.Find(id.Value) is not { IsOpen: true } order) return;
        Settle(order, OrderStatus.Canceled, at);
        Put(At(order with { Status = status, PendingBy = "" }, at, _position));
    }

    private void Replaced(OrderReplaced e)
    {
        if (rows.Orders.Find(e.OrderId.Value) is not { IsOpen: true, PendingBy.Length: > 0 } order) return;
        Settle(order, OrderStatus.Working, e.At);
        Put(At(FullOrNot(order with { WorkingQuantity = order.PendingQuantity, PendingBy = "" }), e.At, _position));
    }

    private void NotReplaced(ReplaceRejected e)
    {
        if (rows.Orders.Find(e.OrderId.Value) is not { IsOpen: true, PendingBy.Length: > 0 } order) return;
        Settle(order, OrderStatus.Rejected, e.At);
        Put(At(FullOrNot(order with { PendingBy = "" }), e.At, _position));
    }

    /// <summary>What has become of the replacement that an order waited for.</summary>
    private void Settle(OrderRecord order, OrderStatus status, DateTimeOffset at)
    {
        if (order.PendingBy.Length > 0 && rows.Orders.Find(order.PendingBy) is { } replacement) Put(At(replacement with { Status = status }, at, _position));
    }

    private static OrderRecord FullOrNot(OrderRecord order) =>
        order.GrossFilled >= order.WorkingQuantity && order.PendingBy.Length == 0 ? order with { Status = OrderStatus.Filled } : order;

    private void FillCounted(OrderFilled e)
    {
        if (rows.Orders.Find(e.OrderId.Value) is not { } order) return;
        var filled = order with
        {
            GrossFilled = order.GrossFilled + e.Quantity,
            FilledQuantity = order.FilledQuantity + e.Quantity,
            FilledValue = order.FilledValue + (e.Quantity * e.Price),
            Commission = order.Commission + e.Commission,
        };
        Put(At(order.IsOpen ? FullOrNot(filled with { Status = OrderStatus.PartiallyFilled }) : filled, e.At, _position));
        if (order.IsOpen && order.Origin == OrderOrigin.Bracket) SiblingShrunk(order, e);
        if (order.BracketStop is { } stop) ChildGrown(order, "-sl", OrderType.Stop, null, stop, e);
        if (order.BracketTarget is { } target) ChildGrown(order, "-tp", OrderType.Limit, target, null, e);
    }

    /// <summary>What fills of a stop can't fill of its target any more.</summary>
    private void SiblingShrunk(OrderRecord child, OrderFilled e)
    {
        foreach (var suffix in ChildSuffixes)
        {
            var sibling = child.OrderId[..^suffix.Length] + suffix;
            if (sibling != child.OrderId) Change(new OrderId(sibling), e.At, o => o with { WorkingQuantity = Math.Max(o.GrossFilled, o.WorkingQuantity - e.Quantity) });
        }
    }

    private void ChildGrown(OrderRecord entry, string suffix, OrderType type, decimal? limit, decimal? stop, OrderFilled e)
    {
        var child = rows.Orders.Find(entry.OrderId + suffix) ?? new OrderRecord
        {
            OrderId = entry.OrderId + suffix,
            Account = _account,
            ClientOrderId = entry.ClientOrderId + suffix,
            Origin = OrderOrigin.Bracket,
            Strategy = entry.Strategy,
            StrategyVersion = entry.StrategyVersion,
            Symbol = entry.Symbol,
            Side = entry.Side.Opposite(),
            Type = type,
            Quantity = 0m,
            ApprovedQuantity = 0m,
            LimitPrice = limit,
            StopPrice = stop,
            Status = OrderStatus.Working,
            SessionDate = Account.SessionDate,
            DecidedAt = entry.DecidedAt,
            ChangedAt = e.At,
            Position = _position,
            ChangedPosition = _position,
        };
        // One that had ended is placed anew for what its entry fills late.
        var working = child.IsOpen ? child : child with { Status = OrderStatus.Working, WorkingQuantity = child.GrossFilled, CancelRequested = false };
        Put(At(
            working with
            {
                Quantity = child.Quantity + e.Quantity,
                ApprovedQuantity = child.ApprovedQuantity + e.Quantity,
                WorkingQuantity = working.WorkingQuantity + e.Quantity,
            },
            e.At,
            _position));
    }
}
