namespace Portcullis.Domain.Orders;

public enum Side
{
    Unspecified = 0,
    Buy,
    Sell,
}

public enum OrderType
{
    Unspecified = 0,
    Market,
    Limit,
    Stop,
    StopLimit,
}

public enum TimeInForce
{
    Unspecified = 0,
    Day,
    Gtc,
    Ioc,
    Fok,
}

public enum ExecutionKind
{
    Unspecified = 0,
    Acknowledged,
    Fill,
    Canceled,
    Expired,
    Rejected,
    Busted,
    Replaced,
}

/// <summary>Protective stop and optional target of the opposite side, placed by the broker for what the entry has filled; one cancels the other.</summary>
public sealed record Bracket(decimal StopPrice, decimal? TakeProfitPrice);

public static class Sides
{
    /// <summary>+1 for a buy, -1 for a sell.</summary>
    public static int Sign(this Side side) => side == Side.Buy ? 1 : -1;

    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
