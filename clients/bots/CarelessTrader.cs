using System.Globalization;
using Portcullis.Client;

namespace Portcullis.Bots;

/// <summary>The kinds of mistake a careless trader makes.</summary>
public enum Carelessness
{
    /// <summary>One lot at market, at a bad time: in a blackout, a halt, a gap, after hours.</summary>
    BadTiming,

    /// <summary>A quantity with two zeros too many.</summary>
    FatFinger,

    /// <summary>More than the rules allow, but content with less.</summary>
    Greed,

    /// <summary>A limit price far through the market.</summary>
    OffMarketPrice,

    /// <summary>The same order again under a new id, at once.</summary>
    DoubleClick,

    /// <summary>A loop that does not stop.</summary>
    RunawayLoop,

    /// <summary>A price between two ticks.</summary>
    WrongTick,

    /// <summary>An id used before, for another order.</summary>
    ReusedId,
}

/// <summary>One mistake.</summary>
/// <param name="At">When.</param>
/// <param name="Symbol">In what.</param>
/// <param name="Kind">Which.</param>
public sealed record CarelessAct(DateTimeOffset At, string Symbol, Carelessness Kind);

/// <summary>
/// A scripted trader who makes the mistakes that a tidy bot does not, so that a demonstration shows each kind of rejection. It trades an
/// account of its own, one lot at a time, and leaves nothing open.
/// </summary>
public sealed class CarelessTrader(string accountId)
{
    private const string Name = "careless";
    private const int LoopOrders = 40;
    private const int FatFingerLots = 500;
    private const int GreedyLots = 8;
    private const decimal FarThrough = 1.05m;
    private const int TicksAway = 8;

    /// <summary>Makes one mistake; answers what was decided or how the request failed, order by order.</summary>
    /// <param name="act">The mistake.</param>
    /// <param name="price">The market at the moment.</param>
    /// <param name="session">Where to send orders.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<(OrderRequest Order, OrderDecision? Decision, PortcullisException? Failure)>> ActAsync(
        CarelessAct act, decimal price, IBotSession session, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(session);
        var answers = new List<(OrderRequest, OrderDecision?, PortcullisException?)>();
        foreach (var order in Orders(act, price))
        {
            try
            {
                answers.Add((order, await session.SubmitAsync(order, cancellation), null));
            }
            catch (PortcullisException e) when (e is InvalidRequestException or ConflictException)
            {
                answers.Add((order, null, e));
            }
        }

        await session.FlattenAsync(act.Symbol, "tidying up", cancellation);
        return answers;
    }

    private IEnumerable<OrderRequest> Orders(CarelessAct act, decimal price)
    {
        var instrument = InstrumentSpec.For(act.Symbol);
        var away = TicksAway * instrument.TickSize;
        var id = string.Create(CultureInfo.InvariantCulture, $"{Name}-{act.Kind}-{act.At:MMddTHHmmss}");
        var market = new OrderRequest
        {
            AccountId = accountId,
            ClientOrderId = id,
            Symbol = act.Symbol,
            Side = Side.Buy,
            Type = OrderType.Market,
            Quantity = instrument.Lot,
            Bracket = new Bracket(instrument.Round(price) - away),
            Strategy = Name,
            StrategyVersion = "1",
            Tag = act.Kind.ToString(),
        };
        OrderRequest Limit(decimal limit, string suffix = "") => market with
        {
            ClientOrderId = id + suffix,
            Type = OrderType.Limit,
            LimitPrice = limit,
            Bracket = new Bracket(instrument.Round(limit) - away),
        };
        var resting = Limit(instrument.Round(price) - away);

        return act.Kind switch
        {
            Carelessness.BadTiming => [market],
            Carelessness.FatFinger => [market with { Quantity = FatFingerLots * instrument.Lot }],
            Carelessness.Greed => [market with { Quantity = GreedyLots * instrument.Lot, AllowResize = true }],
            Carelessness.OffMarketPrice => [Limit(instrument.Round(price * FarThrough))],
            Carelessness.DoubleClick => [resting, resting with { ClientOrderId = id + "-2" }],
            // Each a tick further away: the loop is not a double click.
            Carelessness.RunawayLoop => Enumerable.Range(0, LoopOrders)
                .Select(i => Limit(resting.LimitPrice!.Value - (i * instrument.TickSize), string.Create(CultureInfo.InvariantCulture, $"-{i}"))),
            Carelessness.WrongTick => [Limit(resting.LimitPrice!.Value - (instrument.TickSize / 2))],
            Carelessness.ReusedId => [resting, resting with { Quantity = 2 * instrument.Lot }],
            _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "No such mistake."),
        };
    }
}
