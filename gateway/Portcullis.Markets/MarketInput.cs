namespace Portcullis.Markets;

/// <summary>One message of market data. <paramref name="At"/> is the moment of the event, of a bar its end.</summary>
public abstract record MarketInput(string Symbol, DateTimeOffset At);

/// <summary>Top of book. A side that is null is not known; sizes are null where the source does not report them.</summary>
public sealed record QuoteInput(string Symbol, DateTimeOffset At, decimal? Bid, decimal? Ask, decimal? BidSize = null, decimal? AskSize = null)
    : MarketInput(Symbol, At);

public sealed record TradeInput(string Symbol, DateTimeOffset At, decimal Price, decimal Size) : MarketInput(Symbol, At);

/// <summary>Open, high, low and close of a stretch of time that ends at <paramref name="At"/>, with the closing quote where one is known.</summary>
public sealed record BarInput(
    string Symbol,
    DateTimeOffset At,
    TimeSpan Length,
    decimal Open,
    decimal High,
    decimal Low,
    decimal Close,
    decimal Volume,
    decimal? Bid = null,
    decimal? Ask = null)
    : MarketInput(Symbol, At);

/// <summary>Trading in the instrument has been halted or goes on.</summary>
public sealed record TradingStateInput(string Symbol, DateTimeOffset At, bool Halted) : MarketInput(Symbol, At);
