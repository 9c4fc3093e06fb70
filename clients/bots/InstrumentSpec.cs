namespace Portcullis.Bots;

/// <summary>What a bot must know of an instrument to price and size an order.</summary>
/// <param name="TickSize">Smallest price step.</param>
/// <param name="PointValue">Money per 1.0 of price and unit of quantity, in the instrument's currency.</param>
/// <param name="Lot">Smallest quantity step.</param>
/// <param name="NewsCurrency">The currency whose news moves it most.</param>
public sealed record InstrumentSpec(decimal TickSize, decimal PointValue, decimal Lot = 1m, string NewsCurrency = "USD")
{
    private static readonly Dictionary<string, InstrumentSpec> Futures = new()
    {
        ["ES"] = new(0.25m, 50m),
        ["MES"] = new(0.25m, 5m),
        ["NQ"] = new(0.25m, 20m),
        ["MNQ"] = new(0.25m, 2m),
        ["GC"] = new(0.1m, 100m),
        ["MGC"] = new(0.1m, 10m),
        ["CL"] = new(0.01m, 1_000m),
        ["6E"] = new(0.00005m, 125_000m),
    };

    private static readonly Dictionary<string, InstrumentSpec> Others = new()
    {
        ["EURUSD"] = new(0.00001m, 1m, 1_000m),
        ["XAUUSD"] = new(0.001m, 1m),
        ["DE30EUR"] = new(0.1m, 1m, 0.1m, "EUR"),
        ["BTCUSD"] = new(0.01m, 1m, 0.00000001m),
        ["BTCUSDT"] = new(0.1m, 1m, 0.000001m),
    };

    private static readonly InstrumentSpec Share = new(0.01m, 1m);

    /// <summary>By symbol, by the root of a futures contract (ESZ13), else a share: ticks of a cent, one unit of money a point.</summary>
    public static InstrumentSpec For(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        if (Others.TryGetValue(symbol, out var other))
            return other;
        var digits = symbol.Length - symbol.TrimEnd("0123456789".ToCharArray()).Length;
        return digits is 1 or 2 && Futures.TryGetValue(symbol[..^(digits + 1)], out var future) ? future : Share;
    }

    /// <summary>The nearest tick.</summary>
    public decimal Round(decimal price) => Math.Round(price / TickSize, MidpointRounding.AwayFromZero) * TickSize;

    /// <summary>The largest whole number of lots in a quantity.</summary>
    public decimal WholeLots(decimal quantity) => Math.Floor(quantity / Lot) * Lot;
}
