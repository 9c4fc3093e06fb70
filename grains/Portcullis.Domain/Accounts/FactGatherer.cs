using Portcullis.Domain.Controls;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Accounts;

/// <summary>Turns an account, a request and a moment into facts. What does not depend on the quantity is gathered once, so that a smaller quantity is cheap to ask for.</summary>
public sealed class FactGatherer
{
    private static readonly TimeSpan NewsHorizon = TimeSpan.FromDays(1);

    private readonly AccountState _state;
    private readonly DecisionContext _context;
    private readonly OrderRequest _request;
    private readonly Instrument _instrument;
    private readonly OrderId? _replaced;
    private readonly Valuation _valuation;
    private readonly MarketView _view;
    private readonly decimal? _rate;
    private readonly decimal? _referencePrice;
    private readonly DecisionFacts _surroundings;

    public FactGatherer(AccountState state, DecisionContext context, SessionView session, OrderRequest request, Instrument instrument, OrderId? replaced)
    {
        _state = state;
        _context = context;
        _request = request;
        _instrument = instrument;
        _replaced = replaced;
        _valuation = Valuation.Of(state, context.Market, context.Instruments, context.Rules.Profile);
        _view = context.Market.For(request.Symbol);
        _rate = context.Market.Rate(instrument.Currency, state.Currency);
        _referencePrice = ReferencePrice(request, _view);
        _surroundings = new DecisionFacts
        {
            Account = WithoutReplaced(Account(state, _valuation, context.Rules.Profile)),
            Market = Market(),
            Session = Session(session),
            News = News(context, instrument.NewsCurrencies),
            Strategy = new StrategyFacts { Name = request.Strategy, Version = request.StrategyVersion },
            Flow = Flow(),
            Control = Control(context.Controls, state, request.Strategy, instrument),
        };
    }

    /// <summary>The order can be priced: there is a price it would trade at, and its currency can be converted.</summary>
    public bool IsPriced => _referencePrice is not null && _rate is not null;

    /// <summary>A held instrument, or the order's own, whose mark cannot be trusted.</summary>
    public string? Doubt => _view.Doubt != MarkDoubt.None ? _request.Symbol : _valuation.Doubt;

    public decimal NotionalPerUnit => Money.Round(Math.Abs(_referencePrice ?? 0m) * _instrument.PointValue * (_rate ?? 1m));

    public DecisionFacts At(decimal quantity) => _surroundings with { Order = Order(quantity) };

    private OrderFacts Order(decimal quantity)
    {
        var projection = Projection.Of(_state, _request.Symbol, _request.Side, quantity, _replaced);
        var isExit = projection.Exposure is Exposure.Reducing or Exposure.Closing;
        var price = _referencePrice ?? 0m;
        var distance = _view.Mid is { } mid && _referencePrice is not null ? (price - mid) * _request.Side.Sign() : (decimal?)null;
        var notional = NotionalPerUnit * quantity;
        return new OrderFacts
        {
            Symbol = _request.Symbol,
            Root = _instrument.Root,
            Sector = _instrument.Sector,
            Side = _request.Side,
            Type = _request.Type,
            Quantity = quantity,
            Price = _request.LimitPrice,
            StopPrice = _request.StopPrice,
            TimeInForce = _request.TimeInForce,
            ReferencePrice = price,
            Notional = notional,
            RiskAmount = isExit ? 0m : RiskPerUnit(price) * quantity,
            HasStop = _request.Bracket is not null,
            Exposure = projection.Exposure,
            PositionAfter = projection.PositionAfter,
            OpenContractsAfter = _valuation.OpenContracts + _valuation.WorkingContracts - Replaced(o => o.Remaining) + (isExit ? 0m : quantity),
            GrossNotionalAfter = _valuation.GrossNotional + _valuation.WorkingNotional - Replaced(o => o.NotionalReserved) + (isExit ? 0m : notional),
            DistanceFromMarketTicks = distance / _instrument.TickSize,
            DistanceFromMarket = distance is { } d && _view.Mid is { } m && m != 0m ? Math.Round(d / m, 10) : null,
            Tag = _request.Tag,
            IsReplacement = _replaced is not null,
        };
    }

    private decimal Replaced(Func<WorkingOrder, decimal> amount) =>
        _replaced is { } id && _state.Orders.TryGetValue(id, out var order) && !order.IsExit ? amount(order) : 0m;

    // What the order's place reserved until now is free for it.
    private AccountFacts WithoutReplaced(AccountFacts account) =>
        _replaced is null ? account : account with { RiskInFlight = account.RiskInFlight - Replaced(o => o.RiskReserved) };

    // Rounded per unit, so that what is reserved for a part of the order is exactly that part.
    private decimal RiskPerUnit(decimal price)
    {
        var move = _request.Bracket is { } bracket
            ? Math.Max(0m, (price - bracket.StopPrice) * _request.Side.Sign()) + _context.Rules.Profile.StopSlippageTicks * _instrument.TickSize
            : Math.Abs(price) * _instrument.UnprotectedMove;
        return Money.Round((move * _instrument.PointValue * (_rate ?? 1m)) + _context.Rules.Profile.RoundTripCommission);
    }

    private static decimal? ReferencePrice(OrderRequest request, MarketView view) => request.Type switch
    {
        OrderType.Limit or OrderType.StopLimit => request.LimitPrice,
        OrderType.Stop => request.StopPrice,
        _ => request.Side == Side.Buy ? view.Ask : view.Bid,
    };

    public static AccountFacts Account(AccountState state, Valuation valuation, Profile profile)
    {
        var dayPnl = profile.DayMeasure == DayMeasure.Realized
            ? state.DayRealized
            : valuation.Equity - state.DayNetDeposits - DayStart(state, profile.DayReference);
        var weekPnl = valuation.Equity - state.WeekNetDeposits - state.WeekStartEquity;
        return new AccountFacts
        {
            Status = state.Status,
            StartBalance = state.StartBalance,
            Balance = state.Balance,
            Equity = valuation.Equity,
            DayPnl = dayPnl,
            DayRealized = state.DayRealized,
            DayStartBalance = state.DayStartBalance,
            DayStartEquity = state.DayStartEquity,
            WeekPnl = weekPnl,
            HighWaterMark = Math.Max(state.HighWaterMark, valuation.Equity),
            EndOfDayHighWaterMark = state.EndOfDayHighWaterMark,
            DrawdownFloor = state.DrawdownFloor,
            RiskInFlight = valuation.RiskInFlight,
            OpenPositions = valuation.OpenPositions,
            OpenContracts = valuation.OpenContracts,
            GrossNotional = valuation.GrossNotional,
            NetNotional = valuation.NetNotional,
            TradesToday = state.TradesToday,
            OrdersToday = state.OrdersToday,
            WinsToday = state.WinsToday,
            LossesToday = state.LossesToday,
            ConsecutiveLosses = state.ConsecutiveLosses,
            BestDayProfit = Math.Max(state.BestDayProfit, state.DayRealized),
            TotalProfit = state.TotalProfit,
            TradingDays = state.TradingDays,
            DayR = Math.Round(dayPnl / profile.UnitOfRisk, 8),
            WeekR = Math.Round(weekPnl / profile.UnitOfRisk, 8),
            Leverage = valuation.Equity > 0m ? Math.Round(valuation.GrossNotional / valuation.Equity, 8) : 0m,
        };
    }

    private static decimal DayStart(AccountState state, DayReference reference) => reference switch
    {
        DayReference.Equity => state.DayStartEquity,
        DayReference.Greater => Math.Max(state.DayStartBalance, state.DayStartEquity),
        _ => state.DayStartBalance,
    };

    private MarketFacts Market() => new()
    {
        Bid = _view.Bid,
        Ask = _view.Ask,
        Last = _view.Last,
        SpreadTicks = _view.Ask - _view.Bid is { } spread ? spread / _instrument.TickSize : null,
        MarkAgeMs = _view.QuotedAt is { } at ? (long)(_context.Now - at).TotalMilliseconds : null,
        Doubtful = Doubt is not null || !IsPriced,
        Halted = _view.Halted,
        Atr = _view.Atr,
        Adx = _view.Adx,
        Vwap = _view.Vwap,
        Volatility = _view.Volatility,
        Volume = _view.Volume,
        Depth = _request.Side == Side.Buy ? _view.AskSize : _view.BidSize,
        Regime = _view.Regime,
    };

    public static SessionFacts Session(SessionView session) => new()
    {
        Now = session.LocalNow,
        IsOpen = session.IsOpen,
        IsHoliday = session.IsHoliday,
        DayOfWeek = session.TradingDate.DayOfWeek,
        MinutesSinceOpen = session.MinutesSinceOpen,
        MinutesToClose = session.MinutesToClose,
        MinutesToFlatBy = session.MinutesToFlatBy,
    };

    public static NewsFacts News(DecisionContext context, IReadOnlyList<string> currencies) => new()
    {
        Known = context.News.Covers(context.Now),
        Nearby = [.. context.News.Near(context.Now, currencies, NewsHorizon).Select(e =>
            new NearbyNews((long)Math.Ceiling((e.At - context.Now).TotalSeconds), e.Impact, e.Title, e.Currency, e.AllDay))],
    };

    private FlowFacts Flow() => new()
    {
        OrdersLastSecond = _state.Flow.Orders.CountSince(_context.Now - TimeSpan.FromSeconds(1)),
        OrdersLastMinute = _state.Flow.Orders.CountSince(_context.Now - Limits.FlowWindow),
        CancelsLastMinute = _state.Flow.Cancels.CountSince(_context.Now - Limits.FlowWindow),
        RejectsLastMinute = _state.Flow.Rejects.CountSince(_context.Now - Limits.FlowWindow),
        DuplicateCount = _state.Flow.Orders.CountSince(_context.Now - TimeSpan.FromSeconds(_context.Rules.Profile.DuplicateWindowSeconds), _request.Fingerprint()),
    };

    private static ControlFacts Control(ControlState controls, AccountState state, string strategy, Instrument instrument)
    {
        var mode = controls.ModeFor(state.Firm, state.Id, strategy, instrument);
        return new ControlFacts { Halted = mode == ControlMode.Halted, ReduceOnly = mode == ControlMode.ReduceOnly };
    }
}
