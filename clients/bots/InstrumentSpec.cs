namespace Portcullis.Bots;

/// <summary>Kinds of instruments, as far as a bot cares.</summary>
public enum InstrumentKind
{
    Share,
    Future,

    /// <summary>Currencies, CFDs and coins.</summary>
    Other,
}

/// <summary>What a bot must know of an instrument to price and size an order.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="TickSize">Smallest price step.</param>
/// <param name="PointValue">Money per 1.0 of price and unit of quantity, in the instrument's currency.</param>
/// <param name="Lot">Smallest quantity step.</param>
/// <param name="NewsCurrency">The currency whose news moves it most.</param>
public sealed record InstrumentSpec(InstrumentKind Kind, decimal TickSize, decimal PointValue, decimal Lot = 1m, string NewsCurrency = "USD")
{
    private static readonly Dictionary<string, InstrumentSpec> Futures = new()
    {
        ["ES"] = new(InstrumentKind.Future, 0.25m, 50m),
        ["MES"] = new(InstrumentKind.Future, 0.25m, 5m),
        ["NQ"] = new(InstrumentKind.Future, 0.25m, 20m),
        ["MNQ"] = new(InstrumentKind.Future, 0.25m, 2m),
        ["GC"] = new(InstrumentKind.Future, 0.1m, 100m),
        ["MGC"] = new(InstrumentKind.Future, 0.1m, 10m),
        ["CL"] = new(InstrumentKind.Future, 0.01m, 1_000m),
        ["6E"] = new(InstrumentKind.Future, 0.00005m, 125_000m),
    };

    private static readonly Dictionary<string, InstrumentSpec> Others = new()
    {
        ["EURUSD"] = new(InstrumentKind.Other, 0.00001m, 1m, 1_000m),
        ["XAUUSD"] = new(InstrumentKind.Other, 0.001m, 1m),
        ["DE30EUR"] = new(InstrumentKind.Other, 0.1m, 1m, 0.1m, "EUR"),
        ["BTCUSD"] = new(InstrumentKind.Other, 0.01m, 1m, 0.00000001m),
        ["BTCUSDT"] = new(InstrumentKind.Other, 0.1m, 1m, 0.000001m),
    };

    private static readonly InstrumentSpec Share = new(InstrumentKind.Share, 0.01m, 1m);

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
