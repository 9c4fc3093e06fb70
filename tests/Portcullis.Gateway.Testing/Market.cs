using Portcullis.Client;

namespace Portcullis.Gateway.Testing;

/// <summary>A market for tests: an hour in which everything that we know trades, and one instrument with a narrow quote.</summary>
public static class Market
{
    /// <summary>A Wednesday, mid-morning in New York.</summary>
    public static readonly DateTimeOffset Start = new(2013, 10, 9, 14, 0, 0, TimeSpan.Zero);

    public const string Symbol = "SPY";

    public const decimal Bid = 165.00m;

    public const decimal Ask = 165.01m;

    public static QuoteEvent Quote(DateTimeOffset at, decimal bid = Bid, decimal ask = Ask, string symbol = Symbol) => new(symbol, at, bid, ask, 1_000_000m, 1_000_000m);

    public static OrderRequest Buy(string account, string id, decimal quantity = 1m, decimal? limit = null) => Order(account, id, Side.Buy, quantity, limit);

    public static OrderRequest Sell(string account, string id, decimal quantity = 1m, decimal? limit = null) => Order(account, id, Side.Sell, quantity, limit);

    /// <summary>At market, or at a limit; good for the day.</summary>
    public static OrderRequest Order(string account, string id, Side side, decimal quantity, decimal? limit) => new()
    {
        AccountId = account,
        ClientOrderId = id,
        Symbol = Symbol,
        Side = side,
        Type = limit is null ? OrderType.Market : OrderType.Limit,
        Quantity = quantity,
        LimitPrice = limit,
    };
}
