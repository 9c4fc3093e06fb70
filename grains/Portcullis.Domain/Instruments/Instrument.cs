namespace Portcullis.Domain.Instruments;

public enum AssetClass
{
    Unspecified = 0,
    Future,
    Equity,
    Forex,
    Cfd,
    Crypto,
}

/// <summary>What can be traded, and how its price moves turn into money.</summary>
public sealed record Instrument
{
    /// <summary>As clients and market data name it, for example <c>ESZ13</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>What several contracts of one product share, for example <c>ES</c>; equal to the symbol where there is one only.</summary>
    public required string Root { get; init; }

    public required string Description { get; init; }

    public required AssetClass AssetClass { get; init; }

    /// <summary>Smallest price step, in price units; positive.</summary>
    public required decimal TickSize { get; init; }

    /// <summary>Money per 1.0 of price and one unit of quantity, in <see cref="Currency"/>; positive.</summary>
    public required decimal PointValue { get; init; }

    /// <summary>Smallest quantity step; positive. 1 for futures and shares.</summary>
    public required decimal LotSize { get; init; }

    /// <summary>Currency of profit and loss, ISO 4217 or a coin's code.</summary>
    public required string Currency { get; init; }

    /// <summary>Name of the exchange's trading calendar.</summary>
    public required string Calendar { get; init; }

    /// <summary>Groups instruments for concentration limits, for example <c>equity-index</c>.</summary>
    public required string Sector { get; init; }

    /// <summary>Currencies whose news moves this instrument, for example USD for ES.</summary>
    public required IReadOnlyList<string> NewsCurrencies { get; init; }

    /// <summary>
    /// The adverse move, as a fraction of price, that a position without a stop is assumed to suffer: its worst case.
    /// Between 0 and 1; 0.01 is one percent.
    /// </summary>
    public required decimal UnprotectedMove { get; init; }

    /// <summary>When trading in it ends for good; null for what does not expire.</summary>
    public DateTimeOffset? Expires { get; init; }

    public bool IsOnTick(decimal price) => price % TickSize == 0m;

    public bool IsOnLot(decimal quantity) => quantity % LotSize == 0m;

    /// <summary>Money in <see cref="Currency"/> that a price move of <paramref name="move"/> means for a signed quantity.</summary>
    public decimal Money(decimal move, decimal quantity) => move * quantity * PointValue;
}
