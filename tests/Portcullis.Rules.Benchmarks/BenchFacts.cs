namespace Portcullis.Rules.Benchmarks;

public enum Side
{
    Buy,
    Sell,
}

public sealed record BenchOrder(
    string Symbol, Side Side, int Quantity, decimal Price, decimal RiskAmount, decimal Notional, bool HasStop, decimal? LimitPrice, int PositionAfter);

public sealed record BenchAccount(
    decimal DayPnl, decimal DailyLossLimit, decimal Equity, int OpenContracts, int MaxContracts, bool Locked, int TradesToday, List<string> AllowedSymbols);

public sealed record BenchMarket(decimal Bid, decimal Ask, long MarkAgeMs, bool Halted, double Volatility);

public sealed record BenchSession(bool IsOpen, int MinutesToClose);

public sealed record BenchFacts(BenchOrder Order, BenchAccount Account, BenchMarket Market, BenchSession Session)
{
    public static BenchFacts Passing { get; } = new(
        new("ES", Side.Buy, 3, 5000.25m, 200m, 15000.75m, true, 5000m, 4),
        new(-150m, 1000m, 50_000m, 1, 5, false, 7, ["ES", "NQ"]),
        new(5000m, 5000.25m, 12, false, 0.18),
        new(true, 120));

    /// <summary>Breaks the daily loss, the contracts and the mark's age.</summary>
    public static BenchFacts ThreeFailing { get; } = Passing with
    {
        Account = Passing.Account with { DayPnl = -900m, OpenContracts = 4 },
        Market = Passing.Market with { MarkAgeMs = 5000 },
    };
}
