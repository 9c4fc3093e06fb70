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
/// <param name="Doubt">The first held instrument whose mark, or whose currency's rate, cannot be trusted; null when all can.</param>
/// <param name="PositionRisk">What open positions can lose from their marks: to their working stops, or by the assumed adverse move; with the commission of closing.</param>
/// <param name="OrderRisk">What working orders can lose once filled: entries, and exits as far as they are more than is held.</param>
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
        decimal orderRisk = 0m, workingContracts = 0m, workingNotional = 0m;
        var positions = 0;
        string? doubt = null;
        foreach (var order in state.Orders.Values)
        {
            if (order.IsExit) continue;
            orderRisk += order.RiskReserved;
            workingContracts += order.Remaining;
            workingNotional += order.NotionalReserved;
        }

        foreach (var position in state.Positions.Values)
        {
            var surplus = Surplus(state, position);
            if (position.Quantity == 0m && surplus == 0m) continue;
            var instrument = instruments.Find(position.Symbol);
            var view = market.For(position.Symbol);
            var mark = view.MarkFor(position.Quantity) ?? position.AveragePrice;
            var known = market.Rate(position.Currency, state.Currency);
            var rate = known ?? position.ConversionRate;
            var perUnit = Money.Round(Math.Abs(mark) * position.PointValue * rate);
            orderRisk += Money.Round(surplus * perUnit * (instrument?.UnprotectedMove ?? 1m));
            workingContracts += surplus;
            workingNotional += surplus * perUnit;
            if (position.Quantity == 0m) continue;
            positions++;
            if (view.Doubt != MarkDoubt.None || known is null) doubt ??= position.Symbol;
            contracts += Math.Abs(position.Quantity);
            open += position.UnrealizedPnl(mark, rate);
            gross += Math.Abs(position.Quantity) * perUnit;
            net += position.Quantity * perUnit;
            risk += PositionRiskOf(state, position, mark, rate, instrument, profile);
        }

        return new Valuation(state.Balance + open, doubt, positions, contracts, gross, net, risk, orderRisk, workingContracts, workingNotional);
    }

    // Exits were judged against what was held then. What they could fill beyond what is held now would open a position.
    private static decimal Surplus(AccountState state, Position position)
    {
        decimal buys = 0m, sells = 0m;
        Dictionary<string, decimal>? groups = null;
        foreach (var order in state.Orders.Values)
        {
            if (!order.IsExit || order.Symbol != position.Symbol) continue;
            var counted = order.Remaining;
            if (order.OcoGroup is { } group)
            {
                groups ??= new(StringComparer.Ordinal);
                var before = groups.GetValueOrDefault(group);
                counted = Math.Max(0m, counted - before);
                groups[group] = before + counted;
            }

            if (order.Side == Side.Buy) buys += counted;
            else sells += counted;
        }

        return Math.Max(0m, buys - Math.Max(0m, -position.Quantity)) + Math.Max(0m, sells - Math.Max(0m, position.Quantity));
    }

    private static decimal PositionRiskOf(AccountState state, Position position, decimal mark, decimal rate, Instrument? instrument, Profile profile)
    {
        var sign = Math.Sign(position.Quantity);
        var uncovered = Math.Abs(position.Quantity);
        var slippage = instrument is null ? 0m : profile.StopSlippageTicks * instrument.TickSize;
        var risk = 0m;
        foreach (var order in state.Orders.Values)
        {
            if (order.Symbol != position.Symbol || order.Side.Sign() == sign || Protection(order, sign) is not { } stop) continue;
            var covered = Math.Min(uncovered, order.Quantity - order.Filled);
            if (covered <= 0m) continue;
            uncovered -= covered;
            risk += (Math.Max(0m, (mark - stop) * sign) + slippage) * covered;
        }

        risk += uncovered * Math.Abs(mark) * (instrument?.UnprotectedMove ?? 1m);
        return Money.Round((risk * position.PointValue * rate) + (Math.Abs(position.Quantity) * profile.RoundTripCommission / 2m));
    }

    // A stop protects from the moment the broker works it until it is asked to go; while it moves, its worse place counts.
    private static decimal? Protection(WorkingOrder order, int sign)
    {
        if (order.Type != OrderType.Stop || order.CancelRequested || order.Status == OrderStatus.Approved || order.StopPrice is not { } stop) return null;
        if (order.Pending?.StopPrice is not { } next) return stop;
        return sign > 0 ? Math.Min(stop, next) : Math.Max(stop, next);
    }
}
