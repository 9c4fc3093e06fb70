using Portcullis.Domain.Accounts;
using Portcullis.Rules;

namespace Portcullis.Domain.Facts;

/// <summary>The account at the decision. What each fact says stands in its <see cref="FactInfoAttribute"/>, where editors of rules see it too.</summary>
public sealed record AccountFacts
{
    [FactInfo("Active, ReduceOnly, Halted or Breached")]
    public AccountStatus Status { get; init; }

    [FactInfo("Balance with which the account was opened", Unit = FactUnits.Money)]
    public decimal StartBalance { get; init; }

    [FactInfo("Start plus everything realised, deposited and withdrawn, after commissions", Unit = FactUnits.Money)]
    public decimal Balance { get; init; }

    [FactInfo("Balance plus open profit and loss at the marks", Unit = FactUnits.Money)]
    public decimal Equity { get; init; }

    [FactInfo("Profit and loss of the trading day as the profile measures it: equity or realised, against its reference", Unit = FactUnits.Money)]
    public decimal DayPnl { get; init; }

    [FactInfo("Realised today, after commissions", Unit = FactUnits.Money)]
    public decimal DayRealized { get; init; }

    [FactInfo("Balance at the trading day's start", Unit = FactUnits.Money)]
    public decimal DayStartBalance { get; init; }

    [FactInfo("Equity at the trading day's start", Unit = FactUnits.Money)]
    public decimal DayStartEquity { get; init; }

    [FactInfo("Equity against the equity at the start of the ISO week", Unit = FactUnits.Money)]
    public decimal WeekPnl { get; init; }

    [FactInfo("Highest equity known, intraday", Unit = FactUnits.Money)]
    public decimal HighWaterMark { get; init; }

    [FactInfo("Highest balance at a day's end", Unit = FactUnits.Money)]
    public decimal EndOfDayHighWaterMark { get; init; }

    [FactInfo("Equity must stay above it; null where the profile has no drawdown limit", Unit = FactUnits.Money)]
    public decimal? DrawdownFloor { get; init; }

    [FactInfo(
        "What open positions and every working entry can still lose in the worst case: each to its protective stop, or by the instrument's assumed adverse move; without the order that asks",
        Unit = FactUnits.Money, Min = 0)]
    public decimal RiskInFlight { get; init; }

    [FactInfo("Instruments in which a position is held", Min = 0)]
    public int OpenPositions { get; init; }

    [FactInfo("Held over all instruments, long and short added", Unit = FactUnits.Quantity, Min = 0)]
    public decimal OpenContracts { get; init; }

    [FactInfo("Long plus short notional at the marks", Unit = FactUnits.Money, Min = 0)]
    public decimal GrossNotional { get; init; }

    [FactInfo("Long minus short notional at the marks", Unit = FactUnits.Money)]
    public decimal NetNotional { get; init; }

    [FactInfo("Round trips completed today", Min = 0)]
    public int TradesToday { get; init; }

    [FactInfo("Orders decided today, whatever the verdict", Min = 0)]
    public int OrdersToday { get; init; }

    [FactInfo("Winning round trips today", Min = 0)]
    public int WinsToday { get; init; }

    [FactInfo("Losing round trips today", Min = 0)]
    public int LossesToday { get; init; }

    // A streak over days must not lock an account that can't trade its way out.
    [FactInfo("Losing round trips in a row today; a new day begins a new row", Min = 0)]
    public int ConsecutiveLosses { get; init; }

    [FactInfo("Best day's realised profit so far, today included", Unit = FactUnits.Money, Min = 0)]
    public decimal BestDayProfit { get; init; }

    [FactInfo("Balance minus start, deposits and withdrawals left out", Unit = FactUnits.Money)]
    public decimal TotalProfit { get; init; }

    [FactInfo("Days on which a position was opened", Min = 0)]
    public int TradingDays { get; init; }

    [FactInfo("The day's profit and loss in units of the profile's risk", Unit = FactUnits.R)]
    public decimal DayR { get; init; }

    [FactInfo("The week's profit and loss in units of the profile's risk", Unit = FactUnits.R)]
    public decimal WeekR { get; init; }

    [FactInfo("Gross notional divided by equity; 0 when equity is not positive", Min = 0)]
    public decimal Leverage { get; init; }
}
