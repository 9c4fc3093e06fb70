using Portcullis.Domain.Accounts;
using Portcullis.Domain.News;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Each rule that ships fails once, by the amount it was missed by, and passes once just inside.</summary>
public sealed class Every_rule_of_the_base_pack
{
    private sealed record Case(Scenario Fails, OrderRequest Failing, decimal? OverBy, Scenario Passes, OrderRequest Passing);

    private static readonly Scenario Fresh = Given(Past.Opened());

    private static Scenario Under(string parameter, object value) => Fresh.In(w => w.Under(TestRules.Load("topstep/topstep-50k", parameters: (parameter, value))));

    private static Scenario At(int hour, int minute) => Fresh.In(w => w.At(new DateTimeOffset(2013, 12, 17, hour, minute, 0, TimeSpan.Zero)));

    private static Scenario Asked(int orders, double secondsAgo) => Given(
        [Past.Opened(), .. Enumerable.Range(2, orders).Select(n => Past.Decided(n, Ask.Limit(Side.Buy, 1m, 1000m + n, $"c{n}"), Verdict.Rejected, at: World.Morning.AddSeconds(-secondsAgo)))]);

    private static Scenario With(params IAccountEvent[] events) => Given([Past.Opened(), .. events]);

    private static IAccountEvent[] RoundTrip(decimal exit) =>
        [Past.Approved(2, Ask.Buy(1m)), Past.Filled(2, "e1", Side.Buy, 1m, 1800m), Past.Approved(4, Ask.Sell(1m)), Past.Filled(4, "e2", Side.Sell, 1m, exit)];

    private static readonly Dictionary<string, Func<Case>> Cases = new()
    {
        ["SESSION_CLOSED"] = () => new(At(22, 20), Ask.Buy(1m), null, At(20, 0), Ask.Buy(1m)),
        ["FLAT_BY"] = () => new(At(21, 8), Ask.Buy(1m), 0m, At(21, 7), Ask.Buy(1m)),
        ["MARKET_HALTED"] = () => new(Fresh.In(w => w.Seeing(w.Market.For(World.Es) with { Halted = true })), Ask.Buy(1m), null, Fresh, Ask.Buy(1m)),
        ["MARK_STALE"] = () => new(Quoted(5_001), Ask.Buy(1m), 1m, Quoted(5_000), Ask.Buy(1m)),
        ["SPREAD_TOO_WIDE"] = () => new(Fresh.In(w => w.Quoting(1797.75m, 1800m)), Ask.Buy(1m), 1m, Fresh.In(w => w.Quoting(1798m, 1800m)), Ask.Buy(1m)),
        ["PRICE_COLLAR"] = () => new(Fresh, Ask.Limit(Side.Buy, 1m, 1836m), 0.0000708383m, Fresh, Ask.Limit(Side.Buy, 1m, 1835.75m)),
        ["STOP_COLLAR"] = () => new(Fresh, Stop(1890m), 0.0000729217m, Fresh, Stop(1889.75m)),
        ["MAX_ORDER_QUANTITY"] = () => new(Fresh, Ask.Buy(6m), 1m, Fresh, Ask.Buy(5m)),
        ["MAX_ORDER_NOTIONAL"] = () => new(Under("maxOrderNotional", 90_000m), Ask.Buy(2m), 90_000m, Under("maxOrderNotional", 90_000m), Ask.Buy(1m)),
        ["MAX_POSITION"] = () => new(Given(Past.Holding(3m)), Ask.Buy(3m), 1m, Given(Past.Holding(3m)), Ask.Buy(2m)),
        ["MAX_CONTRACTS"] = () => new(Given(Past.Holding(-3m)), Ask.Sell(3m), 1m, Given(Past.Holding(-3m)), Ask.Sell(2m)),
        ["MAX_GROSS_NOTIONAL"] = () => new(
            Given(Past.Holding(1m)).In(Under("maxGrossNotional", 180_000m).World), Ask.Buy(2m), 89_987.5m, Under("maxGrossNotional", 180_000m), Ask.Buy(2m)),
        ["RISK_PER_TRADE"] = () => new(Fresh, Ask.Buy(1m, 1790m), 29.5m, Fresh, Ask.Buy(1m, 1791m)),
        ["STOP_REQUIRED"] = () => new(Under("stopRequired", true), Ask.Limit(Side.Buy, 1m, 1799m), null, Under("stopRequired", true), Ask.Buy(1m)),
        ["DAILY_LOSS_LIMIT"] = () => new(With(Past.Adjusted(AdjustmentKind.Fee, 800m)), Ask.Buy(3m), 38.5m, With(Past.Adjusted(AdjustmentKind.Fee, 800m)), Ask.Buy(2m)),
        ["TRAILING_DRAWDOWN"] = () => new(With(Past.Adjusted(AdjustmentKind.Fee, 1_900m)), Ask.Buy(2m), 59m, With(Past.Adjusted(AdjustmentKind.Fee, 1_900m)), Ask.Buy(1m)),
        ["MESSAGE_RATE_SECOND"] = () => new(Asked(5, 0.5), Ask.Buy(1m), 0m, Asked(4, 0.5), Ask.Buy(1m)),
        ["MESSAGE_RATE_MINUTE"] = () => new(Asked(60, 30), Ask.Buy(1m), 0m, Asked(60, 60), Ask.Buy(1m)),
        ["DUPLICATE_ORDER"] = () => new(
            With(Past.Decided(2, Ask.Buy(1m, id: "c2"), Verdict.Rejected, at: World.Morning.AddSeconds(-1.999))), Ask.Buy(1m), 0m,
            With(Past.Decided(2, Ask.Buy(1m, id: "c2"), Verdict.Rejected, at: World.Morning.AddSeconds(-2))), Ask.Buy(1m)),
        ["NEWS_BLACKOUT"] = () => new(
            Fresh.In(w => w.Releasing(w.Now.AddMinutes(5))), Ask.Buy(1m), null, Fresh.In(w => w.Releasing(w.Now.AddMinutes(5).AddTicks(1))), Ask.Buy(1m)),
        ["NEWS_CALENDAR_UNKNOWN"] = () => new(
            Under("newsCalendarRequired", true).In(w => w with { News = NewsCalendar.Unknown }), Ask.Buy(1m), null, Under("newsCalendarRequired", true).In(w => w.Releasing(w.Now.AddHours(8))), Ask.Buy(1m)),
        ["MAX_TRADES_PER_DAY"] = () => new(
            With(RoundTrip(1800.25m)).In(Under("maxTradesPerDay", 1m).World), Ask.Buy(1m), 0m, With(RoundTrip(1800.25m)).In(Under("maxTradesPerDay", 2m).World), Ask.Buy(1m)),
        ["LOSS_STREAK"] = () => new(
            With(RoundTrip(1799.75m)).In(Under("maxConsecutiveLosses", 1m).World), Ask.Buy(1m), 0m, With(RoundTrip(1800.25m)).In(Under("maxConsecutiveLosses", 1m).World), Ask.Buy(1m)),
        ["CONSISTENCY"] = () => new(With(Past.Adjusted(AdjustmentKind.Correction, 1_500m)), Ask.Buy(1m), 0m, With(Past.Adjusted(AdjustmentKind.Correction, 1_499.99m)), Ask.Buy(1m)),
    };

    private static Scenario Quoted(int milliseconds) => Fresh.In(w => w.Seeing(w.Market.For(World.Es) with { QuotedAt = w.Now.AddMilliseconds(-milliseconds) }));

    private static OrderRequest Stop(decimal price) => Ask.Market(Side.Buy, 1m, price - 1m) with { Type = OrderType.Stop, StopPrice = price };

    public static TheoryData<string> Codes => [.. Cases.Keys];

    [Fact]
    public void Has_a_case_here() => TestRules.Topstep.OrderRules.Select(r => r.Code).Order().ShouldBe(Cases.Keys.Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Fails_with_its_numbers(string code)
    {
        var rule = Cases[code]();
        var decided = rule.Fails.When(Ask.Submit(rule.Failing)).Decision;
        decided.Verdict.ShouldBe(Verdict.Rejected);
        var violation = decided.Violations.Where(v => v.Code == code).ShouldHaveSingleItem();
        violation.Error.ShouldBeFalse(violation.Message);
        violation.OverBy.ShouldBe(rule.OverBy);
        violation.Message.ShouldNotContain("$(");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Passes_just_inside(string code)
    {
        var rule = Cases[code]();
        rule.Passes.When(Ask.Submit(rule.Passing)).Decision.Violations.Select(v => v.Code).ShouldNotContain(code);
    }
}
