namespace Portcullis.Client;

/// <summary>One page of a report: true at one point of the journal.</summary>
/// <param name="Rows">In the report's own order.</param>
/// <param name="Position">Every event up to here is in the rows, and none after.</param>
/// <param name="Head">The journal's last event at that moment.</param>
/// <param name="NextPage">Hand it in with the same question for the next page; empty: there is no more.</param>
public sealed record ReportPage<T>(IReadOnlyList<T> Rows, long Position, long Head, string NextPage)
{
    /// <summary>Events that the rows do not know of yet.</summary>
    public long Behind => Math.Max(0, Head - Position);
}

/// <summary>Which page of a report.</summary>
public record ReportQuestion
{
    /// <summary>Rows of the page, 1 to 1000; 0 (default): 100.</summary>
    public int PageSize { get; init; }

    /// <summary><see cref="ReportPage{T}.NextPage"/> of the page before; empty (default): the first page.</summary>
    public string Page { get; init; } = "";

    /// <summary>Wait until the report holds all that is committed when the question comes. Default false: answer at once, perhaps a little behind.</summary>
    public bool CaughtUp { get; init; }
}

/// <summary>Which orders; what is null does not restrict.</summary>
public sealed record OrderQuestion : ReportQuestion
{
    /// <summary>Null: all that the key covers.</summary>
    public string? AccountId { get; init; }

    public string? Symbol { get; init; }

    public string? Strategy { get; init; }

    /// <summary>The code of a rule that failed, for example DAILY_LOSS_LIMIT.</summary>
    public string? Rule { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>Of the decision, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Of the decision, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Which trading days of which accounts; what is null does not restrict.</summary>
public sealed record DayQuestion : ReportQuestion
{
    /// <summary>Null: all that the key covers.</summary>
    public string? AccountId { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Of rule outcomes: only this rule's code.</summary>
    public string? Rule { get; init; }
}

/// <summary>Which strategies; what is null does not restrict.</summary>
public sealed record EvidenceQuestion : ReportQuestion
{
    public string? Strategy { get; init; }

    public string? Version { get; init; }
}

/// <summary>Who an order comes from.</summary>
public enum OrderOrigin
{
    /// <summary>Never sent by a gateway of this version.</summary>
    Unspecified = 0,
    Client = 1,

    /// <summary>The stop or target of a bracket, placed for what its entry has filled.</summary>
    Bracket = 2,

    /// <summary>The gateway's own closing of a position.</summary>
    Flatten = 3,
}

/// <summary>An order and what became of it; or a replacement, which is a decision of its own and changes the order that it names.</summary>
public sealed record OrderReport
{
    public required string OrderId { get; init; }

    public required string AccountId { get; init; }

    public required string ClientOrderId { get; init; }

    public required OrderOrigin Origin { get; init; }

    public required string Strategy { get; init; }

    public required string StrategyVersion { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    /// <summary>As asked for.</summary>
    public required decimal Quantity { get; init; }

    public required decimal ApprovedQuantity { get; init; }

    public required decimal? LimitPrice { get; init; }

    public required decimal? StopPrice { get; init; }

    /// <summary>Unspecified where nobody asked: brackets' children and the gateway's own exits.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Codes of the rules that failed, those that only warned included.</summary>
    public required IReadOnlyList<string> FailedRules { get; init; }

    public required string RuleSetHash { get; init; }

    /// <summary>The order id that it changes; empty for an order.</summary>
    public required string Replaces { get; init; }

    /// <summary>Of a replacement: approved, working once in force, rejected when the broker refused it.</summary>
    public required OrderStatus Status { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Without fills that were busted.</summary>
    public required decimal FilledQuantity { get; init; }

    /// <summary>Null: nothing has filled.</summary>
    public required decimal? AveragePrice { get; init; }

    /// <summary>In the account's currency.</summary>
    public required decimal Commission { get; init; }

    /// <summary>The account's trading day at the decision.</summary>
    public required DateOnly SessionDate { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where the decision lies in the journal.</summary>
    public required long Position { get; init; }

    /// <summary>The last event that changed this.</summary>
    public required long ChangedPosition { get; init; }
}

/// <summary>What one rule did in one account on one trading day. A rule that held and speaks of no numbers is not counted.</summary>
public sealed record RuleOutcome
{
    public required string AccountId { get; init; }

    public required string Profile { get; init; }

    public required DateOnly SessionDate { get; init; }

    /// <summary>Stable, for machines.</summary>
    public required string Code { get; init; }

    /// <summary>As its last failure tells it; empty while none has.</summary>
    public required string Rule { get; init; }

    /// <summary>Decisions that tell of it.</summary>
    public required long Evaluated { get; init; }

    public required long Failed { get; init; }

    /// <summary>Of the failures, those where it could not be evaluated.</summary>
    public required long Errors { get; init; }

    /// <summary>Of the failures, rejected orders that nothing else stood against.</summary>
    public required long RejectedAlone { get; init; }

    /// <summary>Times it locked the account, as a monitoring rule.</summary>
    public required long Tripped { get; init; }

    /// <summary>The nearest that an order which it let pass came to its limit, in its own unit; null where none told.</summary>
    public required decimal? SmallestHeadroom { get; init; }

    /// <summary>The furthest that an order was past its limit; null where none told.</summary>
    public required decimal? LargestExcess { get; init; }
}

/// <summary>One trading day of an account, its own and not a calendar's. Money is in <see cref="Currency"/>.</summary>
public sealed record AccountDay
{
    public required string AccountId { get; init; }

    public required string Profile { get; init; }

    public required string Currency { get; init; }

    public required DateOnly SessionDate { get; init; }

    public required decimal StartBalance { get; init; }

    public required decimal StartEquity { get; init; }

    /// <summary>As the session's roll recorded it; null while the day lasts.</summary>
    public required decimal? EndBalance { get; init; }

    public required decimal? EndEquity { get; init; }

    /// <summary>After commissions.</summary>
    public required decimal Realized { get; init; }

    public required decimal Commission { get; init; }

    /// <summary>Deposits minus withdrawals.</summary>
    public required decimal NetDeposits { get; init; }

    /// <summary>Corrections minus fees.</summary>
    public required decimal OtherAdjustments { get; init; }

    /// <summary>Decisions, replacements included.</summary>
    public required long Orders { get; init; }

    public required long Approved { get; init; }

    public required long Resized { get; init; }

    public required long Held { get; init; }

    public required long Rejected { get; init; }

    public required long Fills { get; init; }

    public required long Busts { get; init; }

    /// <summary>Round trips that were completed.</summary>
    public required long Trades { get; init; }

    public required long Wins { get; init; }

    public required long Losses { get; init; }

    /// <summary>The worst round trip; 0 where none lost.</summary>
    public required decimal LargestLoss { get; init; }

    /// <summary>Limits of monitoring rules that locked the account.</summary>
    public required long Locks { get; init; }

    /// <summary>Limits that ended its programme.</summary>
    public required long Breaches { get; init; }

    public required long Flattens { get; init; }

    public required long Quarantines { get; init; }

    /// <summary>The last event that changed this.</summary>
    public required long ChangedPosition { get; init; }
}

/// <summary>What one version of a strategy has done, over all accounts of a currency. Profit and loss is of closed round trips that its orders opened.</summary>
public sealed record StrategyEvidence
{
    /// <summary>Empty: orders that name none.</summary>
    public required string Strategy { get; init; }

    public required string Version { get; init; }

    public required string Currency { get; init; }

    public required long Decisions { get; init; }

    public required long Approved { get; init; }

    public required long Resized { get; init; }

    public required long Held { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Decisions in which a rule could not be evaluated.</summary>
    public required long Errors { get; init; }

    public required long Fills { get; init; }

    public required decimal Commission { get; init; }

    public required long Trades { get; init; }

    public required long Wins { get; init; }

    public required long Losses { get; init; }

    /// <summary>Of the trades, those that another strategy's order took part in.</summary>
    public required long SharedTrades { get; init; }

    /// <summary>After commissions.</summary>
    public required decimal Realized { get; init; }

    /// <summary>The deepest fall of <see cref="Realized"/> below its highest, trade by trade.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Trading days of accounts on which an order of it filled.</summary>
    public required long DaysTraded { get; init; }

    /// <summary>How often each rule stood against its orders, most often first.</summary>
    public required IReadOnlyList<RuleCount> RejectedBy { get; init; }

    public required DateTimeOffset? FirstDecisionAt { get; init; }

    public required DateTimeOffset? LastDecisionAt { get; init; }
}

/// <summary>How often a rule stood against orders.</summary>
public sealed record RuleCount(string Code, long Count);

/// <summary>One build of a read model.</summary>
public sealed record ReadModel
{
    public required string Name { get; init; }

    /// <summary>Of the model's shape.</summary>
    public required int Version { get; init; }

    /// <summary>Counts the times that this version was built.</summary>
    public required int Build { get; init; }

    /// <summary>Where its tables are in the database.</summary>
    public required string Schema { get; init; }

    /// <summary>Readers use this one.</summary>
    public required bool Serving { get; init; }

    /// <summary>False: a later build serves, and this one may be dropped.</summary>
    public required bool KeptUp { get; init; }

    /// <summary>The last event that it holds.</summary>
    public required long Position { get; init; }

    /// <summary>The journal's last event.</summary>
    public required long Head { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>Null: it is being built.</summary>
    public required DateTimeOffset? CaughtUpAt { get; init; }

    /// <summary>Why it does not go on; empty when it does.</summary>
    public required string Fault { get; init; }

    /// <summary>Events that it does not hold yet; null when it is kept up no longer.</summary>
    public long? Behind => KeptUp ? Math.Max(0, Head - Position) : null;
}
