using System.Collections.Immutable;
using Portcullis.Domain.Access;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Facts;
using Portcullis.Domain.News;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Tests.Events;

/// <summary>One event of each kind, every member set.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2013, 12, 18, 19, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    private static readonly OrderId Order = new("acct-7");

    private static readonly Violation Violation = new()
    {
        Code = "DAILY_LOSS_LIMIT",
        Rule = "DailyLoss",
        Message = "Too much.",
        Effect = RuleEffect.Resize,
        Left = "account.DayPnl - order.RiskAmount",
        LeftValue = "-1012.5",
        Operator = ">",
        Right = "-dailyLossLimit",
        RightValue = "-1000",
        OverBy = 12.50m,
        Unit = "account currency",
        Reference = "rule 7",
        Error = true,
    };

    // The order tells its own symbol, side and prices; what it does not tell stands among the facts.
    private static RecordedFacts Recorded(decimal quantity) => new(
        new DecisionFacts
        {
            Order = new OrderFacts
            {
                Symbol = "ESZ13",
                Root = "ES",
                Side = Side.Buy,
                Type = OrderType.StopLimit,
                Quantity = quantity,
                Price = 1800.25m,
                StopPrice = 1800m,
                ReferencePrice = 1800.25m,
                TimeInForce = TimeInForce.Gtc,
                Notional = 90_012.5m * quantity,
                RiskAmount = 79.5m * quantity,
                HasStop = true,
                Exposure = Exposure.Increasing,
                PositionAfter = 2m + quantity,
                DistanceFromMarket = 0.00010m,
                IsReplacement = true,
                Tag = "t",
            },
            Account = new AccountFacts { Status = AccountStatus.Active, Equity = 50_000.50m, DrawdownFloor = 48_000m, TradesToday = 3 },
            Market = new MarketFacts { MarkAgeMs = 250, SpreadTicks = 1m },
            Session = new SessionFacts { Now = new DateTimeOffset(2013, 12, 18, 13, 0, 0, TimeSpan.FromHours(-6)), IsOpen = true, MinutesToFlatBy = 130, DayOfWeek = DayOfWeek.Wednesday },
            News = new NewsFacts { Known = true, Nearby = [new NearbyNews(-30, NewsImpact.High, "FOMC", "USD", AllDay: false)] },
            Strategy = new StrategyFacts { Name = "vwap", Version = "1.2" },
            Flow = new FlowFacts { OrdersLastMinute = 4 },
        },
        FactRecorder.Everything);

    public static readonly IDomainEvent[] All =
    [
        new AccountOpened(new("acct"), "topstep-50k", "topstep", "paper", "USD", 50_000m, new(2013, 12, 18), 48_000.5m, At),
        new SessionRolled(new(2013, 12, 19), 50_100m, 50_050.25m, true, 50_200m, 50_100m, 48_100m, At),
        new OrderDecided
        {
            OrderId = Order,
            Request = new OrderRequest
            {
                ClientOrderId = new("c-1"),
                Symbol = "ESZ13",
                Side = Side.Buy,
                Type = OrderType.StopLimit,
                Quantity = 3m,
                LimitPrice = 1800.25m,
                StopPrice = 1800m,
                TimeInForce = TimeInForce.Gtc,
                Bracket = new Bracket(1790m, 1810m),
                AllowResize = true,
                ReduceOnly = true,
                Strategy = "vwap",
                StrategyVersion = "1.2",
                Tag = "t",
            },
            RequestHash = "0123456789abcdef0123456789abcdef",
            SymbolAsked = "ESZ3",
            Verdict = Verdict.Resized,
            ApprovedQuantity = 2m,
            Exposure = Exposure.Increasing,
            PositionAfter = 4m,
            RiskAmount = 159.0m,
            NotionalPerUnit = 90_012.5m,
            Violations = [Violation],
            Headroom = [new RuleHeadroom("TWICE", -0.50m), new RuleHeadroom("TWICE", 2m), new RuleHeadroom("MAX_POSITION", 1m)],
            MaxQuantity = 2m,
            BindingRule = "DAILY_LOSS_LIMIT",
            RuleSet = "abc",
            ControlVersion = 5,
            Facts = Recorded(2m),
            AskedFacts = Recorded(3m),
            Replaces = new("acct-3"),
            At = At,
        },
        new OrderAcknowledged(Order, "e1", At),
        new OrderFilled(Order, "e2", "ESZ13", Side.Sell, 2m, 1800.25m, 4.50m, 50m, "USD", 1m, At),
        new OrderCanceled(Order, "e3", "client", At),
        new OrderExpired(Order, "e4", "day", At),
        new OrderRejected(Order, "e5", "margin", At),
        new OrderReplaced(Order, "e6", At),
        new ReplaceRejected(Order, "e7", "too late", At),
        new FillBusted("e2", "e8", "clearly erroneous", At),
        new CancelRequested(Order, "client", At),
        new FlattenRequested(["ESZ13", "NQZ13"], "enough", "ann", At),
        new ExitOrdered(Order, "ESZ13", Side.Sell, 2m, "enough", At),
        new PeakRaised(51_000m, 49_000m, At),
        new LimitTripped(Violation, AccountStatus.Halted, 49_000m, -1_000m, "abc", At),
        new AccountStatusChanged(AccountStatus.Active, "looked", "ann", At),
        new AccountQuarantined("SubmitOrder", "DivideByZeroException: Attempted to divide by zero.", At),
        new AccountReleased("mended", "ann", At),
        new BalanceAdjusted("adj-1", AdjustmentKind.Deposit, 100.00m, "gift", "ann", At),
        new UnknownExecutionReported(Order, "e9", ExecutionKind.Fill, 1m, 1800m, At),
        new ExitStalled("ESZ13", 3, "margin", At),
        new FillValueAssumed(Order, "e10", "DAX", "no rate", At),
        new ExecutionDisputed(Order, "e2", ExecutionKind.Fill, 3m, 1800.25m, At),
        new ControlSet(new ControlScope(ScopeKind.Instrument, "ESZ13"), ControlMode.Halted, "news", "ann", At),
        new ControlLifted(new ControlScope(ScopeKind.Instrument, "ESZ13"), "over", "ann", At),
        new RuleBookActivated("abc", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("topstep-50k", "def")]), "files", At),
        new ApiKeyCreated("00000000k1", "desk-1", "sealed1:c2VhbGVk", "00ff", [Role.Trader, Role.Viewer], ["acct"], At.AddYears(1), "00000000a0", At),
        new ApiKeyRevoked("k1", "ann", At),
        new HolderForgotten("desk-1", "asked to be", "00000000a0", At),
        new HolderErased("desk-1", At),
    ];
}
