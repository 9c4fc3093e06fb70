namespace Portcullis.Client;

/// <summary>An account as it stands. Money is in <see cref="Currency"/>.</summary>
public sealed record Account
{
    public required string AccountId { get; init; }

    /// <summary>The rule set and session calendar the account is bound to, for example topstep-50k.</summary>
    public required string Profile { get; init; }

    /// <summary>Scope of firm-wide controls.</summary>
    public required string Firm { get; init; }

    /// <summary>"paper" or "external".</summary>
    public required string Broker { get; init; }

    public required AccountStatus Status { get; init; }

    /// <summary>Why the status is not Active; empty when it is.</summary>
    public required string StatusReason { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    public required decimal StartBalance { get; init; }

    /// <summary>Closed profit and loss included, open excluded.</summary>
    public required decimal Balance { get; init; }

    /// <summary>Balance plus open profit and loss at the marks.</summary>
    public required decimal Equity { get; init; }

    /// <summary>Equity against the day's start.</summary>
    public required decimal DayPnl { get; init; }

    public required decimal DayRealized { get; init; }

    public required decimal DayStartBalance { get; init; }

    public required decimal DayStartEquity { get; init; }

    /// <summary>Highest equity ever, intraday.</summary>
    public required decimal HighWaterMark { get; init; }

    /// <summary>Highest balance at a day's end.</summary>
    public required decimal EndOfDayHighWaterMark { get; init; }

    /// <summary>The equity at which the account breaches; null when the profile has no drawdown limit.</summary>
    public required decimal? DrawdownFloor { get; init; }

    /// <summary>The profile's trading day; null before the first.</summary>
    public required DateOnly? SessionDate { get; init; }

    public required IReadOnlyList<Position> Positions { get; init; }

    public required IReadOnlyList<WorkingOrder> WorkingOrders { get; init; }

    public required int TradesToday { get; init; }

    public required int OrdersToday { get; init; }

    /// <summary>Of the account's stream: grows by one with each of its events.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Hash of the folded state: equal on every node and after every restart.</summary>
    public required string StateHash { get; init; }

    /// <summary>Which command could not be decided, and why: no entry is approved until an operator resumes the account. Empty when all is well.</summary>
    public string Quarantine { get; init; } = "";

    /// <summary>The signed position in one instrument; zero when there is none.</summary>
    public decimal PositionIn(string symbol) => Positions.FirstOrDefault(position => position.Symbol == symbol)?.Quantity ?? 0m;
}

/// <summary>What an account holds of one instrument.</summary>
public sealed record Position
{
    public required string Symbol { get; init; }

    /// <summary>Signed: positive long, negative short.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Of what is open; zero when flat.</summary>
    public required decimal AveragePrice { get; init; }

    /// <summary>The price it is valued at: the quote's side that would close it; null if none is known.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>In the account's currency.</summary>
    public required decimal UnrealizedPnl { get; init; }

    /// <summary>Since the account was opened, this instrument, after commissions, in the account's currency.</summary>
    public required decimal RealizedPnl { get; init; }

    /// <summary>When the mark was quoted; null if none is known.</summary>
    public required DateTimeOffset? MarkedAt { get; init; }

    /// <summary>The mark is stale, missing or out of line; entries are refused while it is.</summary>
    public required bool Doubtful { get; init; }
}

/// <summary>An approved order that is not finished.</summary>
public sealed record WorkingOrder
{
    public required string OrderId { get; init; }

    public required string ClientOrderId { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required decimal Quantity { get; init; }

    public required decimal FilledQuantity { get; init; }

    public required decimal? LimitPrice { get; init; }

    public required decimal? StopPrice { get; init; }

    public required TimeInForce TimeInForce { get; init; }

    public required OrderStatus Status { get; init; }

    /// <summary>Orders of one group cancel each other; empty when it has none.</summary>
    public required string OcoGroup { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>How far an account is from each limit, as if an order of one lot asked now.</summary>
/// <param name="Headroom">Rules that pass, the tightest first.</param>
/// <param name="Violations">What would fail already.</param>
/// <param name="MaxQuantity">The largest quantity that would pass; null when unknown.</param>
/// <param name="BindingRule">The rule that caps it; empty when none does.</param>
public sealed record HeadroomReport(
    IReadOnlyList<Headroom> Headroom, IReadOnlyList<Violation> Violations, decimal? MaxQuantity, string BindingRule);
