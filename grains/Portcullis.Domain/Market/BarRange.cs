namespace Portcullis.Domain.Market;

/// <summary>
/// Between which prices a market moved during a bar that began at <paramref name="From"/>, as far as it can be believed: prints out of line with
/// the market are left out. <paramref name="Spread"/> is what a buyer paid on top: not zero where the bar is one of bids alone, as in foreign
/// exchange.
/// </summary>
public readonly record struct BarRange(decimal High, decimal Low, DateTimeOffset From, decimal Spread = 0m);
