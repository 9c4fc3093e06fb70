namespace Portcullis.Bots;

/// <summary>The few numbers of the VWAP pullback strategy.</summary>
public sealed record VwapPullbackSettings
{
    /// <summary>The account that trades.</summary>
    public required string AccountId { get; init; }

    /// <summary>When it trades: outside of these hours nothing is asked for and nothing stays open. Default: New York's day.</summary>
    public TradingHours Hours { get; init; } = TradingHours.NewYork;

    /// <summary>Share of equity that a trade may lose at its stop. Default 0.005: half a percent.</summary>
    public decimal RiskFraction { get; init; } = 0.005m;

    /// <summary>Bars of the average true range. Default 14.</summary>
    public int AtrPeriod { get; init; } = 14;

    /// <summary>Bars over which price must have been away from VWAP, and VWAP must have moved. Default 30.</summary>
    public int TrendBars { get; init; } = 30;

    /// <summary>How far away it must have been, in ATR. Default 3.</summary>
    public decimal ExtensionAtr { get; init; } = 3m;

    /// <summary>How near to VWAP counts as touching it, in ATR. Default 0.5.</summary>
    public decimal TouchAtr { get; init; } = 0.5m;

    /// <summary>Distance of the stop, in ATR. Default 3.</summary>
    public decimal StopAtr { get; init; } = 3m;

    /// <summary>Distance of the stop at least, in ticks. Default 8.</summary>
    public int MinStopTicks { get; init; } = 8;

    /// <summary>Distance of the target, as a multiple of the stop's. Default 1.5.</summary>
    public decimal Reward { get; init; } = 1.5m;
}
