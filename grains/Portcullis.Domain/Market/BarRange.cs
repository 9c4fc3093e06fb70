namespace Portcullis.Domain.Market;

/// <summary>Between which prices a market moved during a bar, as far as it can be believed: prints out of line with the market are left out.</summary>
public readonly record struct BarRange(decimal High, decimal Low);
