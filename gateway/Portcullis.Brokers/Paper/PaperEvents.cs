using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>What an order is to a bracket.</summary>
public enum BracketRole
{
    None = 0,
    StopLoss,
    TakeProfit,
}

/// <summary>What happened at the paper venue, per account. The ledger keeps the time beside each; an execution's id is its version in the stream.</summary>
public abstract record PaperEvent(OrderId Order);

/// <summary>An order works, or a bracket's child has come to life with its parent's first fill. It expires at <paramref name="ExpiresAt"/>; null is never.</summary>
public sealed record PaperOrderTaken(
    OrderId Order,
    string Symbol,
    Side Side,
    OrderType Type,
    decimal Quantity,
    decimal? LimitPrice,
    decimal? StopPrice,
    TimeInForce TimeInForce,
    Bracket? Bracket,
    BracketRole Role,
    OrderId? Parent,
    DateTimeOffset? ExpiresAt) : PaperEvent(Order);

public sealed record PaperOrderRefused(OrderId Order, decimal Quantity, string Reason) : PaperEvent(Order);

/// <summary>The market has touched the order's stop price: from now on it is a market or a limit order.</summary>
public sealed record PaperStopTriggered(OrderId Order) : PaperEvent(Order);

/// <summary>Commission in the instrument's currency, positive a cost.</summary>
public sealed record PaperOrderFilled(OrderId Order, decimal Quantity, decimal Price, decimal Commission) : PaperEvent(Order);

/// <summary>The order's terms from now on; quantity is the whole order's, fills included.</summary>
public sealed record PaperOrderReplaced(OrderId Order, decimal Quantity, decimal? LimitPrice, decimal? StopPrice) : PaperEvent(Order);

/// <summary>The rest of the order, <paramref name="Quantity"/>, is gone.</summary>
public sealed record PaperOrderCanceled(OrderId Order, decimal Quantity, string Reason) : PaperEvent(Order);

public sealed record PaperOrderExpired(OrderId Order, decimal Quantity) : PaperEvent(Order);

/// <summary>A fill has been declared void. The order does not work again.</summary>
public sealed record PaperFillBusted(OrderId Order, string ExecutionId, decimal Quantity, decimal Price, decimal Commission) : PaperEvent(Order);
