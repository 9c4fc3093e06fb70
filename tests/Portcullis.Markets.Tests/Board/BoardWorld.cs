using System.Globalization;
using Portcullis.Domain.Market;

namespace Portcullis.Markets.Tests.Board;

/// <summary>A board with the shipped instruments, and short words for what comes to it. Times are seconds after noon UTC on a Wednesday.</summary>
internal sealed class BoardWorld
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public MarketBoard Board { get; } = new(RealData.Reference.Catalog);

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    public MarketView Quote(double seconds, decimal? bid, decimal? ask, string symbol = "SPY") =>
        Board.Apply(new QuoteInput(symbol, At(seconds), bid, ask, 5m, 7m)).View!;

    public MarketView Trade(double seconds, decimal price, decimal size = 100m, string symbol = "SPY") =>
        Board.Apply(new TradeInput(symbol, At(seconds), price, size)).View!;

    public MarketChange Bar(int minute, decimal open, decimal high, decimal low, decimal close, decimal volume = 0m, decimal? bid = null, decimal? ask = null, string symbol = "SPY") =>
        Board.Apply(new BarInput(symbol, At((minute + 1) * 60), TimeSpan.FromMinutes(1), open, high, low, close, volume, bid, ask));

    public static string Mark(MarketView view) => string.Create(CultureInfo.InvariantCulture, $"{view.Bid} {view.Ask} {view.Doubt}");
}
