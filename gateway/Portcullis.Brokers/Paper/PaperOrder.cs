using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Paper;

/// <summary>A working order at the paper venue.</summary>
public sealed record PaperOrder
{
    public required OrderId Id { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required decimal Quantity { get; init; }

    public decimal? LimitPrice { get; init; }

    public decimal? StopPrice { get; init; }

    public required TimeInForce TimeInForce { get; init; }

    public Bracket? Bracket { get; init; }

    public BracketRole Role { get; init; }

    public OrderId? Parent { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when the order has these terms: a bar that began earlier matches it on its closing quote alone.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Version of the event that made the order: with <see cref="Since"/> its place in the queue.</summary>
    public required long Arrival { get; init; }

    public bool Triggered { get; init; }

    /// <summary>Whether a bracket's children have come to life.</summary>
    public bool HasChildren { get; init; }

    public decimal Filled { get; init; }

    /// <summary>Sum of price times quantity over the fills.</summary>
    public decimal FilledValue { get; init; }

    public decimal Remaining => Quantity - Filled;

    /// <summary>What the order is to the market now: a triggered stop has become a market order, a triggered stop-limit a limit order.</summary>
    public OrderType ActsAs => (Type, Triggered) switch
    {
        (OrderType.Stop, true) => OrderType.Market,
        (OrderType.StopLimit, true) => OrderType.Limit,
        _ => Type,
    };

    /// <summary>Whether the change leaves the order as it is, or smaller.</summary>
    public bool IsOnlyReducedBy(BrokerReplace change) =>
        change.Quantity <= Quantity && (change.LimitPrice ?? LimitPrice) == LimitPrice && (change.StopPrice ?? StopPrice) == StopPrice;

    public static OrderId StopLossOf(OrderId parent) => new($"{parent.Value}-sl");

    public static OrderId TakeProfitOf(OrderId parent) => new($"{parent.Value}-tp");
}
