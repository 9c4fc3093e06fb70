using System.Collections.Immutable;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Rules;

namespace Portcullis.Domain.Facts;

/// <summary>The instrument's market. What each fact says stands in its <see cref="FactInfoAttribute"/>, where editors of rules see it too.</summary>
public sealed record MarketFacts
{
    [FactInfo("Last trusted bid; null when not known", Unit = FactUnits.Price)]
    public decimal? Bid { get; init; }

    [FactInfo("Last trusted ask; null when not known", Unit = FactUnits.Price)]
    public decimal? Ask { get; init; }

    [FactInfo("Last trade, which values nothing while a quote is known; null when not known", Unit = FactUnits.Price)]
    public decimal? Last { get; init; }

    [FactInfo("Ask minus bid; null without both", Unit = FactUnits.Ticks)]
    public decimal? SpreadTicks { get; init; }

    [FactInfo("Age of the quote; null when there never was one", Unit = "ms")]
    public long? MarkAgeMs { get; init; }

    [FactInfo("A price that the decision depends on is missing, crossed, or out of line with what came before")]
    public bool Doubtful { get; init; }

    [FactInfo("The instrument does not trade now, by word of its venue")]
    public bool Halted { get; init; }

    [FactInfo("Wilder's average true range over 14 one-minute bars; null until there are as many", Unit = FactUnits.Price, Min = 0)]
    public decimal? Atr { get; init; }

    [FactInfo("Wilder's average directional index over 14 one-minute bars; null until it is known", Min = 0, Max = 100)]
    public decimal? Adx { get; init; }

    [FactInfo("Volume-weighted average price since the trading day began; null without volume", Unit = FactUnits.Price)]
    public decimal? Vwap { get; init; }

    [FactInfo("Standard deviation of one-minute returns, exponentially weighted (0.94), as a fraction; null until it is known", Min = 0)]
    public decimal? Volatility { get; init; }

    [FactInfo("Volume since the trading day began", Unit = FactUnits.Quantity, Min = 0)]
    public decimal Volume { get; init; }

    [FactInfo("Size quoted on the side the order would take; null when not reported", Unit = FactUnits.Quantity, Min = 0)]
    public decimal? Depth { get; init; }

    [FactInfo("Unknown, Trend, Range, Volatile or Quiet, from directional index and true range")]
    public MarketRegime Regime { get; init; }
}

/// <summary>The profile's trading day.</summary>
public sealed record SessionFacts
{
    [FactInfo("The moment of the decision in the profile's zone")]
    public DateTimeOffset Now { get; init; }

    [FactInfo("The profile's calendar is in trading hours")]
    public bool IsOpen { get; init; }

    [FactInfo("The trading date or the calendar date is a holiday, early closes included")]
    public bool IsHoliday { get; init; }

    [FactInfo("Of the trading date: a Sunday evening that belongs to Monday is Monday")]
    public DayOfWeek DayOfWeek { get; init; }

    [FactInfo("Since the session's first opening, rounded down; 0 outside trading hours", Unit = FactUnits.Minutes, Min = 0)]
    public int MinutesSinceOpen { get; init; }

    [FactInfo("To the session's last close, rounded down; 0 outside trading hours", Unit = FactUnits.Minutes, Min = 0)]
    public int MinutesToClose { get; init; }

    [FactInfo("Until positions must be flat, 0 or less once that has passed; null where the profile has no such time", Unit = FactUnits.Minutes)]
    public int? MinutesToFlatBy { get; init; }
}

/// <summary>A release near the decision: how many seconds away, rounded up, so that a window's first moment is in and its last is out (negative: in the past).</summary>
public sealed record NearbyNews(long SecondsAway, NewsImpact Impact, string Title, string Currency, bool AllDay);

/// <summary>Scheduled news for the currencies of the instrument.</summary>
public sealed record NewsFacts
{
    [FactInfo("The calendar is loaded and reaches this moment; a rule on news must not pass when it does not")]
    public bool Known { get; init; }

    [FactInfo("Releases within a day of the decision, either way")]
    public ImmutableArray<NearbyNews> Nearby { get; init; } = [];

    [FactInfo("To the next release of any impact, rounded down; null when none is within a day", Unit = FactUnits.Minutes, Min = 0)]
    public int? MinutesToNext => Next is { } next ? (int)(next.SecondsAway / 60) : null;

    [FactInfo("Since the last release of any impact, rounded down; null when none is within a day", Unit = FactUnits.Minutes, Min = 0)]
    public int? MinutesSinceLast => Last is { } last ? (int)(-last.SecondsAway / 60) : null;

    [FactInfo("What the next release is called; empty when none is within a day")]
    public string NextTitle => Next?.Title ?? "";

    [FactInfo("Impact of the next release: Unspecified, Low, Medium or High")]
    public NewsImpact NextImpact => Next?.Impact ?? NewsImpact.Unspecified;

    private NearbyNews? Next => Nearby.Where(n => n.SecondsAway > 0).MinBy(n => n.SecondsAway);

    private NearbyNews? Last => Nearby.Where(n => n.SecondsAway <= 0).MaxBy(n => n.SecondsAway);

    [RuleFunction]
    [FactInfo("A release of at least this impact lies near: from so many minutes before it (included) to so many after it (excluded); one without a time covers its day")]
    public bool InBlackout(decimal minutesBefore, decimal minutesAfter, NewsImpact impact)
    {
        foreach (var news in Nearby)
        {
            if (news.Impact < impact) continue;
            if (news.AllDay || (news.SecondsAway <= minutesBefore * 60m && news.SecondsAway > -minutesAfter * 60m)) return true;
        }

        return false;
    }
}

/// <summary>Who asks.</summary>
public sealed record StrategyFacts
{
    [FactInfo("The strategy's name, as the order gives it")]
    public string Name { get; init; } = "";

    [FactInfo("The strategy's version, as the order gives it")]
    public string Version { get; init; } = "";
}

/// <summary>How fast the account is asking. This request is not counted.</summary>
public sealed record FlowFacts
{
    [FactInfo("Orders asked for in the last second, without this one", Min = 0)]
    public int OrdersLastSecond { get; init; }

    [FactInfo("Orders asked for in the last minute, without this one; 2000 stands for as many or more", Min = 0)]
    public int OrdersLastMinute { get; init; }

    [FactInfo("Cancels asked for in the last minute", Min = 0)]
    public int CancelsLastMinute { get; init; }

    [FactInfo("Orders rejected in the last minute", Min = 0)]
    public int RejectsLastMinute { get; init; }

    [FactInfo("Orders equal to this one (symbol, side, type, quantity, prices) within the profile's duplicate window", Min = 0)]
    public int DuplicateCount { get; init; }
}

/// <summary>Controls that reach this order.</summary>
public sealed record ControlFacts
{
    [FactInfo("A halt is in force for the order's scope: globally, or for its firm, account, strategy or instrument")]
    public bool Halted { get; init; }

    [FactInfo("Reduce-only is in force for the order's scope")]
    public bool ReduceOnly { get; init; }
}
