namespace Portcullis.Domain.Market;

/// <summary>Why a mark cannot be trusted. While it is not <see cref="None"/> no entry is approved and no limit is tripped.</summary>
public enum MarkDoubt
{
    None = 0,
    Missing,
    OutOfLine,
    Crossed,
}

public enum MarketRegime
{
    Unknown = 0,
    Trend,
    Range,
    Volatile,
    Quiet,
}

/// <summary>What is known of one instrument's market at one moment. Prices in the instrument's price units; null is not known.</summary>
public sealed record MarketView
{
    public required string Symbol { get; init; }

    /// <summary>Last trusted bid: what closing a long position would get.</summary>
    public decimal? Bid { get; init; }

    /// <summary>Last trusted ask: what closing a short position would pay.</summary>
    public decimal? Ask { get; init; }

    /// <summary>Last trade. Shown to rules, never used to value a position while a quote is known.</summary>
    public decimal? Last { get; init; }

    /// <summary>When bid and ask were last confirmed, UTC.</summary>
    public DateTimeOffset? QuotedAt { get; init; }

    public MarkDoubt Doubt { get; init; } = MarkDoubt.Missing;

    public bool Halted { get; init; }

    public decimal? BidSize { get; init; }

    public decimal? AskSize { get; init; }

    /// <summary>Wilder's average true range over 14 one-minute bars, price units.</summary>
    public decimal? Atr { get; init; }

    /// <summary>Wilder's average directional index over 14 one-minute bars, 0 to 100.</summary>
    public decimal? Adx { get; init; }

    /// <summary>Volume-weighted average price since the trading day began.</summary>
    public decimal? Vwap { get; init; }

    /// <summary>Standard deviation of one-minute returns, exponentially weighted (0.94), as a fraction.</summary>
    public decimal? Volatility { get; init; }

    /// <summary>Volume since the trading day began.</summary>
    public decimal Volume { get; init; }

    public MarketRegime Regime { get; init; }

    /// <summary>The price that a position of this sign would be closed at; null when that side is not known.</summary>
    public decimal? MarkFor(decimal signedQuantity) => signedQuantity >= 0m ? Bid : Ask;

    public decimal? Mid => Bid is { } bid && Ask is { } ask ? (bid + ask) / 2m : null;
}
