using Portcullis.Domain.Orders;
using Portcullis.Rules;

namespace Portcullis.Domain.Facts;

/// <summary>What an order does to the exposure, judged on the position with every working order filled against it.</summary>
public enum Exposure
{
    Unspecified = 0,
    Opening,
    Increasing,
    Reducing,
    Closing,
    Reversing,
}

/// <summary>The order that asks. What each fact says stands in its <see cref="FactInfoAttribute"/>, where editors of rules see it too.</summary>
public sealed record OrderFacts
{
    [FactInfo("The instrument, as the reference data name it")]
    public string Symbol { get; init; } = "";

    [FactInfo("The product that contracts of different expiry share, for example ES")]
    public string Root { get; init; } = "";

    [FactInfo("The instrument's sector in the reference data; empty where it has none")]
    public string Sector { get; init; } = "";

    [FactInfo("Buy or Sell")]
    public Side Side { get; init; }

    [FactInfo("Market, Limit, Stop or StopLimit")]
    public OrderType Type { get; init; }

    [FactInfo("How much is asked for; positive", Unit = FactUnits.Quantity, Min = 0)]
    public decimal Quantity { get; init; }

    [FactInfo("Limit price; null where the type has none", Unit = FactUnits.Price)]
    public decimal? Price { get; init; }

    [FactInfo("Trigger price; null where the type has none", Unit = FactUnits.Price)]
    public decimal? StopPrice { get; init; }

    [FactInfo("Day, Gtc, Ioc or Fok")]
    public TimeInForce TimeInForce { get; init; }

    [FactInfo("The price the order is expected to trade at worst: its limit, its trigger, or the far side of the quote; 0 without any", Unit = FactUnits.Price)]
    public decimal ReferencePrice { get; init; }

    [FactInfo("Quantity times reference price times point value", Unit = FactUnits.Money, Min = 0)]
    public decimal Notional { get; init; }

    [FactInfo("What the order loses at its stop, or in the instrument's assumed adverse move where it has none; 0 for an exit", Unit = FactUnits.Money, Min = 0)]
    public decimal RiskAmount { get; init; }

    [FactInfo("The order brings a protective stop with it")]
    public bool HasStop { get; init; }

    [FactInfo("What the order does to the position with every working order of its side filled: Opening, Increasing, Reducing, Closing or Reversing")]
    public Exposure Exposure { get; init; }

    [FactInfo("Position with every working order of that side filled, and this one; negative when short", Unit = FactUnits.Quantity)]
    public decimal PositionAfter { get; init; }

    [FactInfo("Contracts over all instruments, worst case, with this order filled", Unit = FactUnits.Quantity, Min = 0)]
    public decimal OpenContractsAfter { get; init; }

    [FactInfo("Gross notional over all instruments, worst case, with this order filled", Unit = FactUnits.Money, Min = 0)]
    public decimal GrossNotionalAfter { get; init; }

    [FactInfo("Reference price minus mid in the order's disadvantage: positive pays more or sells for less than the market; null without a quote", Unit = FactUnits.Ticks)]
    public decimal? DistanceFromMarketTicks { get; init; }

    [FactInfo("Reference price minus mid in the order's disadvantage, as a fraction of mid; null without a quote")]
    public decimal? DistanceFromMarket { get; init; }

    [FactInfo("The client's free text")]
    public string Tag { get; init; } = "";

    [FactInfo("The order changes one that is working")]
    public bool IsReplacement { get; init; }
}
