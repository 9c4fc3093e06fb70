using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>Everything that can happen to an account. Names are pinned: events are added, never renamed or removed.</summary>
public interface IAccountEvent : IDomainEvent;

[EventName("account_opened")]
public sealed record AccountOpened(
    AccountId Account,
    string Profile,
    string Firm,
    string Broker,
    string Currency,
    decimal StartBalance,
    DateOnly SessionDate,
    decimal? DrawdownFloor,
    DateTimeOffset At) : IAccountEvent;

/// <summary>A trading day ended and the next began. Everything that the new day's limits are measured from is here.</summary>
[EventName("session_rolled")]
public sealed record SessionRolled(
    DateOnly SessionDate,
    decimal Balance,
    decimal Equity,
    bool WeekStarted,
    decimal HighWaterMark,
    decimal EndOfDayHighWaterMark,
    decimal? DrawdownFloor,
    DateTimeOffset At) : IAccountEvent;

/// <summary>An order was answered. Carries what it was judged on, so that the answer can be computed again.</summary>
[EventName("order_decided")]
[JsonConverter(typeof(OrderDecidedConverter))]
public sealed record OrderDecided : IAccountEvent
{
    public required OrderId OrderId { get; init; }

    public required OrderRequest Request { get; init; }

    /// <summary>Of the request as it was sent, or of the replacement that it was made from.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The instrument's name as the client wrote it, where it is another than ours.</summary>
    public string? SymbolAsked { get; init; }

    public required Verdict Verdict { get; init; }

    public required decimal ApprovedQuantity { get; init; }

    public required Exposure Exposure { get; init; }

    public required decimal PositionAfter { get; init; }

    /// <summary>Of the quantity approved (or asked for, where nothing was approved).</summary>
    public required decimal RiskAmount { get; init; }

    public required decimal NotionalPerUnit { get; init; }

    public ImmutableArray<Violation> Violations { get; init; } = [];

    /// <summary>Of every rule that held and speaks of numbers; short codes first, equal lengths in ordinal order.</summary>
    public ImmutableArray<RuleHeadroom> Headroom { get; init; } = [];

    public decimal? MaxQuantity { get; init; }

    public string? BindingRule { get; init; }

    /// <summary>Hash of the profile and rules that judged it.</summary>
    public required string RuleSet { get; init; }

    public required long ControlVersion { get; init; }

    /// <summary>The facts that were read, at the quantity decided.</summary>
    public required RecordedFacts Facts { get; init; }

    /// <summary>The same at the quantity asked for, where less was approved: what was violated was violated there.</summary>
    public RecordedFacts? AskedFacts { get; init; }

    /// <summary>The order that this one changes.</summary>
    public OrderId? Replaces { get; init; }

    public required DateTimeOffset At { get; init; }
}

[EventName("order_acknowledged")]
public sealed record OrderAcknowledged(OrderId OrderId, string ExecutionId, DateTimeOffset At) : IAccountEvent;

/// <summary>A fill, with what turns it into money: commission in the account's currency, and the instrument's rate to it at that moment.</summary>
[EventName("order_filled")]
public sealed record OrderFilled(
    OrderId OrderId,
    string ExecutionId,
    string Symbol,
    Side Side,
    decimal Quantity,
    decimal Price,
    decimal Commission,
    decimal PointValue,
    string Currency,
    decimal ConversionRate,
    DateTimeOffset At) : IAccountEvent;

[EventName("order_canceled")]
public sealed record OrderCanceled(OrderId OrderId, string ExecutionId, string Reason, DateTimeOffset At) : IAccountEvent;

[EventName("order_expired")]
public sealed record OrderExpired(OrderId OrderId, string ExecutionId, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>The broker refused an order that we had approved.</summary>
[EventName("order_rejected")]
public sealed record OrderRejected(OrderId OrderId, string ExecutionId, string Reason, DateTimeOffset At) : IAccountEvent;

[EventName("order_replaced")]
public sealed record OrderReplaced(OrderId OrderId, string ExecutionId, DateTimeOffset At) : IAccountEvent;

/// <summary>The broker refused a replacement: the order works on as it was.</summary>
[EventName("replace_rejected")]
public sealed record ReplaceRejected(OrderId OrderId, string ExecutionId, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>An earlier fill is void: its quantity, money and commission are taken back.</summary>
[EventName("fill_busted")]
public sealed record FillBusted(string BustedExecutionId, string ExecutionId, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>The broker is to cancel the order.</summary>
[EventName("cancel_requested")]
public sealed record CancelRequested(OrderId OrderId, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>Positions are to be closed: working orders are cancelled first, then what is left is closed at market.</summary>
[EventName("flatten_requested")]
public sealed record FlattenRequested(ImmutableArray<string> Symbols, string Reason, string By, DateTimeOffset At) : IAccountEvent;

/// <summary>A closing market order of the gateway's own.</summary>
[EventName("exit_ordered")]
public sealed record ExitOrdered(OrderId OrderId, string Symbol, Side Side, decimal Quantity, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>A new highest equity moved the trailing floor.</summary>
[EventName("peak_raised")]
public sealed record PeakRaised(decimal HighWaterMark, decimal? DrawdownFloor, DateTimeOffset At) : IAccountEvent;

/// <summary>A monitoring rule failed on marks or fills; the account is locked.</summary>
[EventName("limit_tripped")]
public sealed record LimitTripped(
    Violation Violation,
    AccountStatus Status,
    decimal Equity,
    decimal DayPnl,
    string RuleSet,
    DateTimeOffset At) : IAccountEvent;

[EventName("account_status_changed")]
public sealed record AccountStatusChanged(AccountStatus Status, string Reason, string By, DateTimeOffset At) : IAccountEvent;

/// <summary>A command could not be decided: a fault of the program, a rule or a fact. Entries wait until a person has looked.</summary>
[EventName("account_quarantined")]
public sealed record AccountQuarantined(string Command, string Fault, DateTimeOffset At) : IAccountEvent;

[EventName("account_released")]
public sealed record AccountReleased(string Reason, string By, DateTimeOffset At) : IAccountEvent;

[EventName("balance_adjusted")]
public sealed record BalanceAdjusted(string AdjustmentId, AdjustmentKind Kind, decimal Amount, string Reason, string By, DateTimeOffset At) : IAccountEvent;

/// <summary>
/// The broker has turned down the closing of a position again and again. It is still asked, ever more rarely; entries wait until a person has looked.
/// </summary>
[EventName("exit_stalled")]
public sealed record ExitStalled(string Symbol, int Attempts, string Reason, DateTimeOffset At) : IAccountEvent;

/// <summary>What a fill is worth could not be known, and something was assumed. The balance may be wrong until a person has looked and corrected it.</summary>
[EventName("fill_value_assumed")]
public sealed record FillValueAssumed(OrderId OrderId, string ExecutionId, string Symbol, string Assumption, DateTimeOffset At) : IAccountEvent;

/// <summary>An execution id that had been recorded came again with other content. The first one stands; positions may be wrong until a person has looked.</summary>
[EventName("execution_disputed")]
public sealed record ExecutionDisputed(OrderId OrderId, string ExecutionId, ExecutionKind Kind, decimal Quantity, decimal? Price, DateTimeOffset At) : IAccountEvent;

/// <summary>The broker reported something for an order that this account never approved. Positions may be wrong until a person has looked.</summary>
[EventName("unknown_execution_reported")]
public sealed record UnknownExecutionReported(OrderId OrderId, string ExecutionId, ExecutionKind Kind, decimal Quantity, decimal? Price, DateTimeOffset At) : IAccountEvent;
