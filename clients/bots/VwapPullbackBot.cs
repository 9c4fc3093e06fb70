using System.Globalization;
using Portcullis.Bots.Indicators;
using Portcullis.Client;

namespace Portcullis.Bots;

/// <summary>
/// Buys the pullback to VWAP in a rising market and sells it in a falling one.
/// <list type="number">
/// <item>Trend: VWAP rose over the last bars, and price was well above it.</item>
/// <item>Pullback: this bar came back to VWAP ...</item>
/// <item>Turn: ... and closed above it, higher than it opened.</item>
/// <item>Entry at market with a bracket: the stop some ATR away, the target a multiple of that.</item>
/// <item>Size: what loses a fixed share of equity at the stop.</item>
/// <item>Exit at the stop, at the target, or when the trading hours are over.</item>
/// </list>
/// A falling market is the mirror image. The bot checks no limit of its account: Portcullis does, on every order.
/// </summary>
public sealed class VwapPullbackBot(VwapPullbackSettings settings)
{
    private const string Name = "vwap-pullback";
    private const string Version = "1";

    private readonly Vwap _vwap = new();
    private WilderAtr _atr = new(settings.AtrPeriod);
    private readonly Queue<Seen> _recent = new();
    private string? _symbol;
    private DateOnly _day;
    private bool _hasTraded;

    /// <summary>Takes a finished one-minute bar, and perhaps asks for an order. Bars come in time order.</summary>
    public async Task<OrderDecision?> OnBarAsync(BarEvent bar, IBotSession session, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bar);
        ArgumentNullException.ThrowIfNull(session);
        await FollowAsync(bar, session, cancellation);

        _vwap.Add(bar.High, bar.Low, bar.Close, bar.Volume);
        _atr.Add(bar.High, bar.Low, bar.Close);
        if (_vwap.Value is not { } vwap || _atr.Value is not { } atr)
            return null;

        var side = Signal(bar, vwap, atr);
        Remember(new Seen(vwap, bar.Close - vwap));
        if (side is not { } direction || !settings.Hours.Contain(bar.At))
            return null;

        var account = await session.AccountAsync(cancellation);
        if (IsBusy(account, bar.Symbol))
            return null;
        if (Order(bar, direction, atr, account.Equity) is not { } order)
            return null;
        _hasTraded = true;
        return await session.SubmitAsync(order, cancellation);
    }

    /// <summary>A new day begins a new VWAP, and its end closes what it opened; a new contract begins everything anew, and the old one is left.</summary>
    private async Task FollowAsync(BarEvent bar, IBotSession session, CancellationToken cancellation)
    {
        if (_symbol != bar.Symbol)
        {
            if (_symbol is not null)
                await session.FlattenAsync(_symbol, $"rolled to {bar.Symbol}", cancellation);
            _symbol = bar.Symbol;
            _atr = new WilderAtr(settings.AtrPeriod);
            _day = default;
        }

        var day = TradingDay.Of(bar.Start);
        if (_hasTraded && (day != _day || settings.Hours.AreOver(bar.At)))
        {
            _hasTraded = false;
            await session.FlattenAsync(bar.Symbol, "the trading hours are over", cancellation);
        }

        if (day != _day)
        {
            _day = day;
            _vwap.Reset();
            _recent.Clear();
        }
    }

    private Side? Signal(BarEvent bar, decimal vwap, decimal atr)
    {
        if (_recent.Count < settings.TrendBars)
            return null;
        var slope = vwap - _recent.Peek().Vwap;
        var touch = settings.TouchAtr * atr;
        var extension = settings.ExtensionAtr * atr;

        if (slope > 0 && _recent.Max(seen => seen.Distance) >= extension && bar.Low <= vwap + touch && bar.Close > vwap && bar.Close > bar.Open)
            return Side.Buy;
        if (slope < 0 && _recent.Min(seen => seen.Distance) <= -extension && bar.High >= vwap - touch && bar.Close < vwap && bar.Close < bar.Open)
            return Side.Sell;
        return null;
    }

    private void Remember(Seen seen)
    {
        _recent.Enqueue(seen);
        if (_recent.Count > settings.TrendBars)
            _recent.Dequeue();
    }

    /// <summary>In a trade, or asking for one: the bracket takes it from there.</summary>
    private static bool IsBusy(Account account, string symbol) =>
        account.PositionIn(symbol) != 0m || account.WorkingOrders.Any(order => order.Symbol == symbol);

    private OrderRequest? Order(BarEvent bar, Side side, decimal atr, decimal equity)
    {
        var instrument = InstrumentSpec.For(bar.Symbol);
        var sign = side == Side.Buy ? 1 : -1;
        var entry = (side == Side.Buy ? bar.Ask : bar.Bid) ?? bar.Close;
        var distance = Math.Max(instrument.Round(settings.StopAtr * atr), settings.MinStopTicks * instrument.TickSize);
        var quantity = instrument.WholeLots(settings.RiskFraction * equity / (distance * instrument.PointValue));
        if (quantity <= 0m)
            return null;

        return new OrderRequest
        {
            AccountId = settings.AccountId,
            // One signal, one id: a bot that restarts and sees the same bar again cannot trade it twice.
            ClientOrderId = string.Create(CultureInfo.InvariantCulture, $"{Name}-{bar.Symbol}-{bar.At:yyyyMMddTHHmm}-{side}"),
            Symbol = bar.Symbol,
            Side = side,
            Type = OrderType.Market,
            Quantity = quantity,
            Bracket = new Bracket(
                StopPrice: instrument.Round(entry - (sign * distance)),
                TakeProfitPrice: instrument.Round(entry + (sign * distance * settings.Reward))),
            AllowResize = true,
            Strategy = Name,
            StrategyVersion = Version,
        };
    }

    /// <summary>VWAP at a bar, and how far its close was from it.</summary>
    private readonly record struct Seen(decimal Vwap, decimal Distance);
}
