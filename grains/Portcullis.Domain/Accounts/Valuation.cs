using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// An account at the market: what it is worth, and what it can still lose. Positions are valued at the side of the quote that would close
/// them. Money in the account's currency.
/// </summary>
/// <param name="Equity">Balance plus open profit and loss.</param>
/// <param name="Doubt">The first held instrument whose mark cannot be trusted; null when all can.</param>
/// <param name="PositionRisk">What open positions can lose from their marks: to their working stops, or by the assumed adverse move.</param>
/// <param name="OrderRisk">What working entries can lose once filled.</param>
public sealed record Valuation(
    decimal Equity,
    string? Doubt,
    int OpenPositions,
    decimal OpenContracts,
    decimal GrossNotional,
    decimal NetNotional,
    decimal PositionRisk,
    decimal OrderRisk,
    decimal WorkingContracts,
    decimal WorkingNotional)
{
    public decimal RiskInFlight => PositionRisk + OrderRisk;

    public static Valuation Of(AccountState state, MarketSnapshot market, InstrumentCatalog instruments, Profile profile)
    {
        decimal open = 0m, contracts = 0m, gross = 0m, net = 0m, risk = 0m;
        var positions = 0;
        string? doubt = null;
        foreach (var position in state.Positions.Values)
        {
            if (position.Quantity == 0m) continue;
            positions++;
            contracts += Math.Abs(position.Quantity);
            var view = market.For(position.Symbol);
            if (view.Doubt != MarkDoubt.None) doubt ??= position.Symbol;
            var mark = view.MarkFor(position.Quantity) ?? position.AveragePrice;
            var rate = market.Rate(position.Currency, state.Currency) ?? position.ConversionRate;
            open += position.UnrealizedPnl(mark, rate);
            var notional = Money.Round(mark * position.Quantity * position.PointValue * rate);
            gross += Math.Abs(notional);
            net += notional;
            risk += PositionRiskOf(state, position, mark, rate, instruments.Find(position.Symbol), profile);
        }

        decimal orderRisk = 0m, workingContracts = 0m, workingNotional = 0m;
        foreach (var order in state.Orders.Values)
        {
            if (order.IsExit) continue;
            orderRisk += order.RiskPerUnit * order.Remaining;
            workingContracts += order.Remaining;
            workingNotional += order.NotionalPerUnit * order.Remaining;
        }

        return new Valuation(state.Balance + open, doubt, positions, contracts, gross, net, risk, orderRisk, workingContracts, workingNotional);
    }

    private static decimal PositionRiskOf(AccountState state, Position position, decimal mark, decimal rate, Instrument? instrument, Profile profile)
    {
        var sign = Math.Sign(position.Quantity);
        var uncovered = Math.Abs(position.Quantity);
        var slippage = instrument is null ? 0m : profile.StopSlippageTicks * instrument.TickSize;
        var risk = 0m;
        foreach (var order in state.Orders.Values)
        {
            if (order.Type != OrderType.Stop || order.Symbol != position.Symbol || order.Side.Sign() == sign || order.StopPrice is not { } stop) continue;
            var covered = Math.Min(uncovered, order.Quantity - order.Filled);
            if (covered <= 0m) continue;
            uncovered -= covered;
            risk += Math.Max(0m, ((mark - stop) * sign) + slippage) * covered;
        }

        risk += uncovered * mark * (instrument?.UnprotectedMove ?? 1m);
        return Money.Round(risk * position.PointValue * rate);
    }
}
