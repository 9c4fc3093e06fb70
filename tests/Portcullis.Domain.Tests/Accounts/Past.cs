using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Events that have happened. An order of version n has the order id a-n and the client order id cn.</summary>
internal static class Past
{
    public static readonly AccountId Account = new("a");

    public static readonly DateTimeOffset Before = World.Morning.AddMinutes(-10);

    public static AccountOpened Opened(decimal balance = 50_000m, decimal? floor = 48_000m, string currency = "USD") =>
        new(Account, "topstep-50k", "topstep", "paper", currency, balance, new DateOnly(2013, 12, 17), floor, Before);

    public static OrderId Id(int version) => new($"a-{version}");

    public static OrderDecided Decided(int version, OrderRequest request, Verdict verdict, Exposure exposure = Exposure.Opening, decimal riskPerUnit = 79.5m, DateTimeOffset? at = null) => new()
    {
        OrderId = Id(version),
        Request = request,
        RequestHash = request.ContentHash(),
        Verdict = verdict,
        ApprovedQuantity = verdict == Verdict.Approved ? request.Quantity : 0m,
        Exposure = exposure,
        PositionAfter = request.Quantity * request.Side.Sign(),
        RiskAmount = exposure is Exposure.Reducing or Exposure.Closing ? 0m : riskPerUnit * request.Quantity,
        NotionalPerUnit = 90_000m,
        RuleSet = "then",
        ControlVersion = 0,
        Facts = RecordedFacts.None,
        At = at ?? Before,
    };

    public static OrderDecided Approved(int version, OrderRequest request, Exposure exposure = Exposure.Opening) =>
        Decided(version, request with { ClientOrderId = new($"c{version}") }, Verdict.Approved, exposure);

    public static OrderFilled Filled(int order, string execution, Side side, decimal quantity, decimal price, decimal commission = 0m) =>
        Filled(Id(order), execution, side, quantity, price, commission);

    public static OrderFilled Filled(OrderId order, string execution, Side side, decimal quantity, decimal price, decimal commission = 0m) =>
        new(order, execution, World.Es, side, quantity, price, commission, 50m, "USD", 1m, Before);

    public static BalanceAdjusted Adjusted(AdjustmentKind kind, decimal amount) => new($"adj-{kind}-{amount}", kind, amount, "test", "test", Before);

    /// <summary>Opened, and long (negative: short) since: 4 events.</summary>
    public static IAccountEvent[] Holding(decimal quantity, decimal price = 1800m)
    {
        var side = quantity > 0m ? Side.Buy : Side.Sell;
        return [Opened(), Approved(2, Ask.Market(side, Math.Abs(quantity))), new OrderAcknowledged(Id(2), "e-ack", Before), Filled(2, "e-2", side, Math.Abs(quantity), price)];
    }
}

/// <summary>What is asked.</summary>
internal static class Ask
{
    public static OrderRequest Market(Side side, decimal quantity, decimal? stop = null, string id = "c1") => new()
    {
        ClientOrderId = new ClientOrderId(id),
        Symbol = World.Es,
        Side = side,
        Type = OrderType.Market,
        Quantity = quantity,
        Bracket = stop is { } price ? new Bracket(price, null) : null,
    };

    /// <summary>A buy at market whose stop lies a point below: it can lose 79.50 a contract (a point and two ticks at 50, and 4.50 of commission).</summary>
    public static OrderRequest Buy(decimal quantity, decimal stop = 1799m, string id = "c1") => Market(Side.Buy, quantity, stop, id);

    public static OrderRequest Sell(decimal quantity, string id = "c1") => Market(Side.Sell, quantity, null, id);

    public static OrderRequest Limit(Side side, decimal quantity, decimal price, string id = "c1") => Market(side, quantity, null, id) with { Type = OrderType.Limit, LimitPrice = price };

    public static SubmitOrder Submit(OrderRequest request) => new(request);

    public static RecordExecution Execution(string id, OrderId order, ExecutionKind kind, decimal quantity = 0m, decimal? price = null, decimal commission = 0m, string? busted = null) =>
        new(id, order, kind, quantity, price, commission, null, World.Morning, busted);

    public static RecordExecution Fill(string id, int order, decimal quantity, decimal price, decimal commission = 0m) =>
        Execution(id, Past.Id(order), ExecutionKind.Fill, quantity, price, commission);
}
