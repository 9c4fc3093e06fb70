namespace Portcullis.Client;

/// <summary>One piece of market data on its way into the gateway.</summary>
/// <param name="Symbol">The instrument as the gateway knows it.</param>
/// <param name="At">When it happened, UTC; of a bar: its end.</param>
public abstract record MarketEvent(string Symbol, DateTimeOffset At);

/// <summary>The best bid and ask.</summary>
/// <param name="Symbol">The instrument as the gateway knows it.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Bid">Null when no bid is known.</param>
/// <param name="Ask">Null when no ask is known.</param>
/// <param name="BidSize">Null when not reported.</param>
/// <param name="AskSize">Null when not reported.</param>
public sealed record QuoteEvent(
    string Symbol, DateTimeOffset At, decimal? Bid, decimal? Ask, decimal? BidSize = null, decimal? AskSize = null) : MarketEvent(Symbol, At);

/// <summary>One trade on the tape.</summary>
/// <param name="Symbol">The instrument as the gateway knows it.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Price">What was paid.</param>
/// <param name="Size">How much was traded.</param>
public sealed record TradeEvent(string Symbol, DateTimeOffset At, decimal Price, decimal Size) : MarketEvent(Symbol, At);

/// <summary>A finished bar.</summary>
/// <param name="Symbol">The instrument as the gateway knows it.</param>
/// <param name="Start">When it began, UTC.</param>
/// <param name="Seconds">Its length: 1 to 86,400.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">What was traded; zero when the venue reports none.</param>
/// <param name="Bid">Closing bid; null when none is known.</param>
/// <param name="Ask">Closing ask; null when none is known.</param>
public sealed record BarEvent(
    string Symbol, DateTimeOffset Start, int Seconds, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume,
    decimal? Bid = null, decimal? Ask = null) : MarketEvent(Symbol, Start.AddSeconds(Seconds));

/// <summary>Trading in the instrument was halted or resumed.</summary>
/// <param name="Symbol">The instrument as the gateway knows it.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="State">What holds from then on.</param>
public sealed record TradingStateEvent(string Symbol, DateTimeOffset At, TradingState State) : MarketEvent(Symbol, At);

/// <summary>What a publisher's data came to.</summary>
/// <param name="Accepted">Messages taken.</param>
/// <param name="Refused">Messages refused.</param>
/// <param name="Reasons">The first of each kind of refusal, up to 20.</param>
public sealed record PublishResult(long Accepted, long Refused, IReadOnlyList<string> Reasons);

/// <summary>Where a simulated gateway stands after a step.</summary>
/// <param name="Now">Its clock, UTC.</param>
/// <param name="JournalPosition">The journal's head when all that follows from the step was recorded.</param>
public sealed record StepResult(DateTimeOffset Now, long JournalPosition);

/// <summary>How the gateway sees an instrument.</summary>
public sealed record MarketView
{
    public required string Symbol { get; init; }

    /// <summary>Null when none is known.</summary>
    public required decimal? Bid { get; init; }

    /// <summary>Null when none is known.</summary>
    public required decimal? Ask { get; init; }

    /// <summary>The last trade; never used to value a position. Null when none is known.</summary>
    public required decimal? Last { get; init; }

    /// <summary>Null when there was no quote yet.</summary>
    public required DateTimeOffset? QuotedAt { get; init; }

    public required bool Halted { get; init; }

    /// <summary>Entries are refused while true.</summary>
    public required bool Doubtful { get; init; }

    /// <summary>Why the view is doubtful; empty when it is not.</summary>
    public required string Doubt { get; init; }
}
