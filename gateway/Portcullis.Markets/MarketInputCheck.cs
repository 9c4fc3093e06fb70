using Portcullis.Domain.Instruments;

namespace Portcullis.Markets;

/// <summary>What no market can have said, whatever the market was before.</summary>
internal static class MarketInputCheck
{
    /// <summary>What is wrong with the message in itself; null when nothing is.</summary>
    public static string? FaultOf(MarketInput input, Instrument instrument)
    {
        // Futures on goods that cost to store have traded below zero; nothing else has a price of zero or less.
        var negativeIsPossible = instrument.AssetClass == AssetClass.Future;
        return input switch
        {
            QuoteInput q when !IsPrice(q.Bid) || !IsPrice(q.Ask) => $"{q.Symbol}: bid {q.Bid} and ask {q.Ask} must be positive",
            QuoteInput { BidSize: < 0m } or QuoteInput { AskSize: < 0m } => $"{input.Symbol}: a size must not be negative",
            TradeInput t when !IsPrice(t.Price) => $"{t.Symbol}: price {t.Price} must be positive",
            TradeInput { Size: < 0m } => $"{input.Symbol}: a size must not be negative",
            BarInput b when b.Length <= TimeSpan.Zero || b.Length > Limits.LongestBar => $"{b.Symbol}: a bar of {b.Length} is not between zero and {Limits.LongestBar}",
            BarInput b when !IsPrice(b.Low) || !IsPrice(b.Bid) || !IsPrice(b.Ask) => $"{b.Symbol}: low {b.Low}, bid {b.Bid} and ask {b.Ask} must be positive",
            BarInput b when b.High < Math.Max(b.Open, b.Close) || b.Low > Math.Min(b.Open, b.Close) => $"{b.Symbol}: open {b.Open} and close {b.Close} lie outside of low {b.Low} and high {b.High}",
            BarInput { Volume: < 0m } => $"{input.Symbol}: a volume must not be negative",
            _ => null,
        };

        bool IsPrice(decimal? price) => price is null || price > 0m || negativeIsPossible;
    }
}
