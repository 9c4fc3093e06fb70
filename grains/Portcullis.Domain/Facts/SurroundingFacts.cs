using System.Collections.Immutable;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Rules;

namespace Portcullis.Domain.Facts;

/// <summary>The instrument's market.</summary>
public sealed record MarketFacts
{
    public decimal? Bid { get; init; }

    public decimal? Ask { get; init; }

    public decimal? Last { get; init; }

    /// <summary>Ask minus bid in ticks; null without both.</summary>
    public decimal? SpreadTicks { get; init; }

    /// <summary>Age of the quote in milliseconds; null when there never was one.</summary>
    public long? MarkAgeMs { get; init; }

    /// <summary>The mark is missing, crossed, or out of line with what came before.</summary>
    public bool Doubtful { get; init; }

    public bool Halted { get; init; }

    public decimal? Atr { get; init; }

    public decimal? Adx { get; init; }

    public decimal? Vwap { get; init; }

    public decimal? Volatility { get; init; }

    public decimal Volume { get; init; }

    /// <summary>Size quoted on the side the order would take; null when not reported.</summary>
    public decimal? Depth { get; init; }

    public MarketRegime Regime { get; init; }
}

/// <summary>The profile's trading day.</summary>
public sealed record SessionFacts
{
    /// <summary>In the profile's zone.</summary>
    public DateTimeOffset Now { get; init; }

    public bool IsOpen { get; init; }

    public bool IsHoliday { get; init; }

    public DayOfWeek DayOfWeek { get; init; }

    public int MinutesSinceOpen { get; init; }

    public int MinutesToClose { get; init; }

    /// <summary>Minutes until positions must be flat, 0 or less once that has passed; null where the profile has no such time.</summary>
    public int? MinutesToFlatBy { get; init; }
}

/// <summary>A release near the decision: how many seconds away, rounded up, so that a window's first moment is in and its last is out (negative: in the past).</summary>
public sealed record NearbyNews(long SecondsAway, NewsImpact Impact, string Title, string Currency, bool AllDay);

/// <summary>Scheduled news for the currencies of the instrument.</summary>
public sealed record NewsFacts
{
    /// <summary>The calendar is loaded and reaches this moment. A rule on news must not pass when it does not.</summary>
    public bool Known { get; init; }

    public ImmutableArray<NearbyNews> Nearby { get; init; } = [];

    /// <summary>Minutes to the next release of any impact, rounded down; null when none is near (a day).</summary>
    public int? MinutesToNext => Next is { } next ? (int)(next.SecondsAway / 60) : null;

    /// <summary>Minutes since the last release, rounded down; null when none is near.</summary>
    public int? MinutesSinceLast => Last is { } last ? (int)(-last.SecondsAway / 60) : null;

    public string NextTitle => Next?.Title ?? "";

    public NewsImpact NextImpact => Next?.Impact ?? NewsImpact.Unspecified;

    private NearbyNews? Next => Nearby.Where(n => n.SecondsAway > 0).MinBy(n => n.SecondsAway);

    private NearbyNews? Last => Nearby.Where(n => n.SecondsAway <= 0).MaxBy(n => n.SecondsAway);

    /// <summary>
    /// Whether the moment lies in a window around a release of at least this impact: from <paramref name="minutesBefore"/> before it (included)
    /// to <paramref name="minutesAfter"/> after it (excluded). An all-day or tentative release covers its day.
    /// </summary>
    [RuleFunction]
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
    public string Name { get; init; } = "";

    public string Version { get; init; } = "";
}

/// <summary>How fast the account is asking. This request is not counted.</summary>
public sealed record FlowFacts
{
    public int OrdersLastSecond { get; init; }

    public int OrdersLastMinute { get; init; }

    public int CancelsLastMinute { get; init; }

    public int RejectsLastMinute { get; init; }

    /// <summary>Orders equal to this one (symbol, side, type, quantity, prices) within the profile's duplicate window.</summary>
    public int DuplicateCount { get; init; }
}

/// <summary>Controls that reach this order.</summary>
public sealed record ControlFacts
{
    public bool Halted { get; init; }

    public bool ReduceOnly { get; init; }
}
