using Portcullis.Domain.Orders;

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

/// <summary>The order that asks. Prices in the instrument's price units, money in the account's currency.</summary>
public sealed record OrderFacts
{
    public string Symbol { get; init; } = "";

    /// <summary>The product that contracts of different expiry share, for example ES.</summary>
    public string Root { get; init; } = "";

    public string Sector { get; init; } = "";

    public Side Side { get; init; }

    public OrderType Type { get; init; }

    /// <summary>Contracts, shares or units; positive.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Limit price; null where the type has none.</summary>
    public decimal? Price { get; init; }

    /// <summary>Trigger price; null where the type has none.</summary>
    public decimal? StopPrice { get; init; }

    public TimeInForce TimeInForce { get; init; }

    /// <summary>The price the order is expected to trade at worst: its limit, its trigger, or the far side of the quote.</summary>
    public decimal ReferencePrice { get; init; }

    /// <summary>Quantity times reference price times point value, account currency.</summary>
    public decimal Notional { get; init; }

    /// <summary>What the order loses at its stop, or in the instrument's assumed adverse move where it has none; account currency, not negative.</summary>
    public decimal RiskAmount { get; init; }

    /// <summary>The order brings a protective stop with it.</summary>
    public bool HasStop { get; init; }

    public Exposure Exposure { get; init; }

    /// <summary>Signed position in the order's direction with every working order of that side filled, and this one.</summary>
    public decimal PositionAfter { get; init; }

    /// <summary>Contracts over all instruments, worst case, with this order filled.</summary>
    public decimal OpenContractsAfter { get; init; }

    /// <summary>Gross notional over all instruments, worst case, with this order filled; account currency.</summary>
    public decimal GrossNotionalAfter { get; init; }

    /// <summary>Reference price minus mid in ticks, in the order's disadvantage: positive pays more or sells for less than the market; null without a quote.</summary>
    public decimal? DistanceFromMarketTicks { get; init; }

    /// <summary>The same as a fraction of mid.</summary>
    public decimal? DistanceFromMarket { get; init; }

    public string Tag { get; init; } = "";

    /// <summary>The order changes one that is working.</summary>
    public bool IsReplacement { get; init; }
}
