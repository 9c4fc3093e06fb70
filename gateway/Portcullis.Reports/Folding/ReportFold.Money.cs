using Portcullis.Domain.Accounts;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Folding;

internal sealed partial class ReportFold
{
    private void Filled(OrderFilled e)
    {
        var strategy = StrategyOf(e.OrderId.Value);
        var held = rows.Positions.Find((_account, e.Symbol))
            ?? new PositionRow(_account, new Position { Symbol = e.Symbol, PointValue = e.PointValue, Currency = e.Currency }, StrategyName.None, IsShared: false);
        var (after, change, roundTrip) = held.Position.Fill(e.Side, e.Quantity, e.Price, e.Commission, e.ConversionRate);
        // Who opens a position from flat owns the trip; what the gateway or a bracket closes stays the opener's.
        var opens = held.Position.Quantity == 0m;
        var joined = opens ? held with { Owner = strategy, IsShared = false } : strategy == StrategyName.None || strategy == held.Owner ? held : held with { IsShared = true };
        if (roundTrip is { } result) TripEnded(joined, result);
        var reversed = roundTrip is not null && after.Quantity != 0m;
        rows.Positions.Put(reversed ? new PositionRow(_account, after, strategy, IsShared: false) : joined with { Position = after });
        rows.Fills.Put(new FillRow(_account, e.ExecutionId, e.OrderId.Value, e.Symbol, e.Quantity, e.Price, e.Commission, change, Busted: false));
        Today(day => day with { Fills = day.Fills + 1, Commission = day.Commission + e.Commission, Realized = day.Realized + (after.RealizedPnl - held.Position.RealizedPnl) });
        var doer = strategy == StrategyName.None ? joined.Owner : strategy;
        Evidence(doer, evidence => evidence with { Fills = evidence.Fills + 1, Commission = evidence.Commission + e.Commission });
        rows.DaysTraded.Put(new DayTraded(doer, Account.Currency, _account, Account.SessionDate));
        FillCounted(e);
    }

    private void TripEnded(PositionRow trip, decimal result)
    {
        Today(day => day with
        {
            Trades = day.Trades + 1,
            Wins = day.Wins + (result > 0m ? 1 : 0),
            Losses = day.Losses + (result < 0m ? 1 : 0),
            LargestLoss = Math.Min(day.LargestLoss, result),
        });
        Evidence(trip.Owner, evidence => Booked(evidence, result) with
        {
            Trades = evidence.Trades + 1,
            Wins = evidence.Wins + (result > 0m ? 1 : 0),
            Losses = evidence.Losses + (result < 0m ? 1 : 0),
            SharedTrades = evidence.SharedTrades + (trip.IsShared ? 1 : 0),
        });
    }

    /// <summary>The quantity, money and commission of a fill are taken back. A trip that thereby ends was no trade, but what it brought stays its owner's.</summary>
    private void Busted(FillBusted e)
    {
        if (rows.Fills.Find((_account, e.BustedExecutionId)) is not { Busted: false } fill || rows.Positions.Find((_account, fill.Symbol)) is not { } held) return;
        var after = held.Position.Without(fill.Change);
        var realized = after.RealizedPnl - held.Position.RealizedPnl;
        var opens = held.Position.Quantity == 0m;
        var strategy = StrategyOf(fill.OrderId);
        var owner = opens ? strategy : held.Owner;
        if (after.Quantity == 0m) Evidence(owner, evidence => Booked(evidence, held.Position.RoundTripPnl + realized));
        rows.Positions.Put(held with { Position = after, Owner = owner, IsShared = !opens && held.IsShared });
        rows.Fills.Put(fill with { Busted = true });
        Today(day => day with { Busts = day.Busts + 1, Commission = day.Commission - fill.Commission, Realized = day.Realized + realized });
        Evidence(strategy == StrategyName.None ? owner : strategy, evidence => evidence with { Commission = evidence.Commission - fill.Commission });
        if (rows.Orders.Find(fill.OrderId) is { } order)
        {
            Put(At(
                order with
                {
                    FilledQuantity = order.FilledQuantity - fill.Quantity,
                    FilledValue = order.FilledValue - (fill.Quantity * fill.Price),
                    Commission = order.Commission - fill.Commission,
                },
                e.At,
                _position));
        }
    }

    private static StrategyEvidence Booked(StrategyEvidence evidence, decimal result)
    {
        var realized = evidence.Realized + result;
        var peak = Math.Max(evidence.Peak, realized);
        return evidence with { Realized = realized, Peak = peak, MaxDrawdown = Math.Max(evidence.MaxDrawdown, peak - realized) };
    }

    private StrategyName StrategyOf(string orderId) => rows.Orders.Find(orderId) is { } order ? new StrategyName(order.Strategy, order.StrategyVersion) : StrategyName.None;
}
