using Portcullis.Domain.Accounts;

namespace Portcullis.Domain.Facts;

/// <summary>The account at the decision. Money in the account's currency.</summary>
public sealed record AccountFacts
{
    public AccountStatus Status { get; init; }

    public decimal StartBalance { get; init; }

    /// <summary>Start plus everything realised, deposited and withdrawn, after commissions.</summary>
    public decimal Balance { get; init; }

    /// <summary>Balance plus open profit and loss at the marks.</summary>
    public decimal Equity { get; init; }

    /// <summary>Profit and loss of the trading day as the profile measures it (equity or realised, against its reference).</summary>
    public decimal DayPnl { get; init; }

    public decimal DayRealized { get; init; }

    public decimal DayStartBalance { get; init; }

    public decimal DayStartEquity { get; init; }

    /// <summary>Equity against the equity at the start of the ISO week.</summary>
    public decimal WeekPnl { get; init; }

    /// <summary>Highest equity known, intraday.</summary>
    public decimal HighWaterMark { get; init; }

    /// <summary>Highest balance at a day's end.</summary>
    public decimal EndOfDayHighWaterMark { get; init; }

    /// <summary>Equity must stay above it; null where the profile has no drawdown limit.</summary>
    public decimal? DrawdownFloor { get; init; }

    /// <summary>
    /// What open positions and every working entry can still lose in the worst case: each to its protective stop, or by the
    /// instrument's assumed adverse move. Without the order that asks. Not negative.
    /// </summary>
    public decimal RiskInFlight { get; init; }

    public int OpenPositions { get; init; }

    public decimal OpenContracts { get; init; }

    public decimal GrossNotional { get; init; }

    /// <summary>Long minus short.</summary>
    public decimal NetNotional { get; init; }

    /// <summary>Round trips completed today.</summary>
    public int TradesToday { get; init; }

    public int OrdersToday { get; init; }

    public int WinsToday { get; init; }

    public int LossesToday { get; init; }

    /// <summary>Losing round trips in a row today. A new day begins a new row: a streak must not lock an account that can't trade its way out.</summary>
    public int ConsecutiveLosses { get; init; }

    /// <summary>Best day's realised profit so far, today included.</summary>
    public decimal BestDayProfit { get; init; }

    /// <summary>Balance minus start, deposits and withdrawals left out.</summary>
    public decimal TotalProfit { get; init; }

    /// <summary>Days on which a position was opened.</summary>
    public int TradingDays { get; init; }

    /// <summary>Day's profit and loss in units of the profile's R.</summary>
    public decimal DayR { get; init; }

    public decimal WeekR { get; init; }

    /// <summary>Gross notional divided by equity; 0 when equity is not positive.</summary>
    public decimal Leverage { get; init; }
}
