using Portcullis.Domain.Accounts;

namespace Portcullis.Domain.Orders;

public enum OrderStatus
{
    Unspecified = 0,
    Approved,
    Working,
    PartiallyFilled,
    Filled,
    Canceled,
    Expired,
    Rejected,
    Held,
}

/// <summary>What a working order is to become, what that reserves, and which decision approved it under which control version. Quantity in all, what has filled included.</summary>
public sealed record ReplacementTerms(decimal Quantity, decimal? LimitPrice, decimal? StopPrice, decimal RiskPerUnit, decimal NotionalPerUnit, OrderId Decision, long ControlVersion);

/// <summary>An order that can still fill. It counts at its worst until the broker says otherwise.</summary>
public sealed record WorkingOrder
{
    public required OrderId Id { get; init; }

    public required ClientOrderId ClientOrderId { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required decimal Quantity { get; init; }

    public decimal Filled { get; init; }

    public decimal? LimitPrice { get; init; }

    public decimal? StopPrice { get; init; }

    public TimeInForce TimeInForce { get; init; }

    public Bracket? Bracket { get; init; }

    /// <summary>Orders of one group cancel each other: only the largest of them counts.</summary>
    public string? OcoGroup { get; init; }

    public OrderStatus Status { get; init; } = OrderStatus.Approved;

    /// <summary>Loss reserved per unit of quantity, account currency; 0 for an order that can only reduce.</summary>
    public decimal RiskPerUnit { get; init; }

    /// <summary>Notional reserved per unit of quantity, account currency.</summary>
    public decimal NotionalPerUnit { get; init; }

    /// <summary>Placed to leave a position: a bracket's child, a flatten, or a client's reducing order.</summary>
    public bool IsExit { get; init; }

    /// <summary>The gateway's own market order of a flatten.</summary>
    public bool IsFlatten { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>A replacement that the broker has not confirmed; until then the worse of both counts.</summary>
    public ReplacementTerms? Pending { get; init; }

    public string Strategy { get; init; } = "";

    /// <summary>Of the control stream at its approval; 0 for what the gateway orders itself, which no control stops.</summary>
    public long ControlVersion { get; init; }

    public DateTimeOffset DecidedAt { get; init; }

    public decimal Remaining => Math.Max(Quantity, Pending?.Quantity ?? 0m) - Filled;

    /// <summary>All of it has filled, and no larger replacement is on its way.</summary>
    public bool IsFilled => Filled >= Quantity && Pending is null;

    /// <summary>Loss reserved for what can still fill, account currency.</summary>
    public decimal RiskReserved => Pending is { } to ? Math.Max((Quantity - Filled) * RiskPerUnit, (to.Quantity - Filled) * to.RiskPerUnit) : (Quantity - Filled) * RiskPerUnit;

    /// <summary>Notional reserved for what can still fill, account currency.</summary>
    public decimal NotionalReserved => Pending is { } to ? Math.Max((Quantity - Filled) * NotionalPerUnit, (to.Quantity - Filled) * to.NotionalPerUnit) : (Quantity - Filled) * NotionalPerUnit;
}
