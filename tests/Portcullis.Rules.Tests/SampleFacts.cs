namespace Portcullis.Rules.Tests;

public enum Side
{
    Buy,
    Sell,
}

public sealed record OrderFacts
{
    public string Symbol { get; init; } = "ES";

    public Side Side { get; init; }

    public int Quantity { get; init; } = 5;

    public long Sequence { get; init; } = 9_000_000_000;

    public decimal Price { get; init; } = 5000.25m;

    public decimal? LimitPrice { get; init; }

    public decimal RiskAmount { get; init; } = 200m;

    public double Weight { get; init; } = 0.1;

    public bool HasStop { get; init; } = true;

    public bool? Confirmed { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<Leg> Legs { get; init; } = [new("ES", 2, 10.5m), new("NQ", 3, 20.25m)];
}

public sealed record Leg(string Symbol, int Quantity, decimal Price);

public sealed record AccountFacts
{
    public decimal DayPnl { get; init; } = -150m;

    public decimal DailyLossLimit { get; init; } = 1000m;

    public int MaxContracts { get; init; } = 5;

    public int OpenContracts { get; init; }

    public int Zero { get; init; }

    public Owner? Owner { get; init; }

    public Dictionary<string, decimal> Limits { get; init; } = new(StringComparer.Ordinal) { ["ES"] = 5m };
}

public sealed record Owner(string Name, int Level);

public sealed record NewsFacts
{
    public int MinutesToNext { get; init; } = 30;

    [RuleFunction]
    public bool InBlackout(int before, int after, string impact) => MinutesToNext <= before && after >= 0 && impact == "High";

    public bool NotForRules() => MinutesToNext > 0;
}

/// <summary>The facts of this project's own tests.</summary>
public sealed record SampleFacts
{
    public OrderFacts Order { get; init; } = new();

    public AccountFacts Account { get; init; } = new();

    public NewsFacts News { get; init; } = new();
}
