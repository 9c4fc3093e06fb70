namespace Portcullis.Domain.Facts;

/// <summary>Everything a rule about an order can say: each property is an input of that name (<c>order</c>, <c>account</c>, ...).</summary>
public sealed record DecisionFacts
{
    public OrderFacts Order { get; init; } = new();

    public AccountFacts Account { get; init; } = new();

    public MarketFacts Market { get; init; } = new();

    public SessionFacts Session { get; init; } = new();

    public NewsFacts News { get; init; } = new();

    public StrategyFacts Strategy { get; init; } = new();

    public FlowFacts Flow { get; init; } = new();

    public ControlFacts Control { get; init; } = new();
}

/// <summary>Everything a monitoring rule can say: no order is asking.</summary>
public sealed record MonitorFacts
{
    public AccountFacts Account { get; init; } = new();

    public SessionFacts Session { get; init; } = new();

    public NewsFacts News { get; init; } = new();

    public ControlFacts Control { get; init; } = new();
}
