using System.Collections.Immutable;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>A client order id's place in the journal.</summary>
public sealed record ClientOrderReference(OrderId OrderId, string RequestHash, long Version);

/// <summary>An order that should not fill any more; late executions and cancels may still name it.</summary>
public sealed record ClosedOrder(ClientOrderId ClientOrderId, string Symbol, Side Side, OrderStatus Status, decimal Filled, Bracket? Bracket, string Strategy, DateTimeOffset DecidedAt);

/// <summary>A fill that can still be busted, with what it did to the position.</summary>
public sealed record RememberedFill(OrderId OrderId, string Symbol, decimal Quantity, PositionChange Change, bool Busted, decimal? Price = null);

/// <summary>An adjustment's place in the journal.</summary>
public sealed record AdjustmentReference(AdjustmentKind Kind, decimal Amount, long Version);

/// <summary>An instrument that is being closed: first its orders, then its position.</summary>
public sealed record FlattenProgress(string Reason, int Attempts, DateTimeOffset NotBefore);

/// <summary>
/// An account: the fold of its stream. Nothing in it comes from anywhere else, so that it is equal on every node and after every restart.
/// </summary>
public sealed partial record AccountState
{
    /// <summary>Raised when the shape changes: older snapshots are then ignored and the stream is folded again.</summary>
    public const int SnapshotSchema = 4;

    /// <summary>Begins the ids of executions that older gateways wrote themselves, for orders that they did not send: no broker's record knows them.</summary>
    public const string OwnExecutionPrefix = "withdrawn-";

    /// <summary>Begins the ids of executions that a person reports for an account whose broker is connected: they are none of that broker's.</summary>
    public const string ReportedExecutionPrefix = "reported-";

    public static readonly AccountState Empty = new();

    /// <summary>Events folded; 0 is an account that was never opened.</summary>
    public long Version { get; init; }

    public AccountId Id { get; init; }

    public string Profile { get; init; } = "";

    public string Firm { get; init; } = "";

    public string Broker { get; init; } = "";

    public string Currency { get; init; } = "";

    public AccountStatus Status { get; init; }

    public string StatusReason { get; init; } = "";

    /// <summary>The lock is lifted when the next trading day begins.</summary>
    public bool LockedForSession { get; init; }

    /// <summary>Why a person must look before the account opens positions again; null when nothing waits for one. Outlives a session's lock.</summary>
    public string? AwaitsRearm { get; init; }

    /// <summary>Which command could not be decided, and why; null when none. Entries are refused until a person releases the account; its status is not touched.</summary>
    public string? Quarantine { get; init; }

    public decimal StartBalance { get; init; }

    /// <summary>Start plus everything realised, deposited and withdrawn, after commissions.</summary>
    public decimal Balance { get; init; }

    /// <summary>Deposits minus withdrawals since the account was opened.</summary>
    public decimal NetDeposits { get; init; }

    public DateOnly SessionDate { get; init; }

    public decimal DayStartBalance { get; init; }

    public decimal DayStartEquity { get; init; }

    /// <summary>Deposits minus withdrawals today: they are not profit.</summary>
    public decimal DayNetDeposits { get; init; }

    public decimal WeekStartEquity { get; init; }

    public decimal WeekNetDeposits { get; init; }

    public decimal HighWaterMark { get; init; }

    public decimal EndOfDayHighWaterMark { get; init; }

    public decimal? DrawdownFloor { get; init; }

    public int OrdersToday { get; init; }

    public int TradesToday { get; init; }

    public int WinsToday { get; init; }

    public int LossesToday { get; init; }

    public int ConsecutiveLosses { get; init; }

    /// <summary>Best realised profit of a completed day.</summary>
    public decimal BestDayProfit { get; init; }

    public int TradingDays { get; init; }

    public bool TradedToday { get; init; }

    public ImmutableSortedDictionary<string, Position> Positions { get; init => field = value.WithComparers(StringComparer.Ordinal); } = ImmutableSortedDictionary.Create<string, Position>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<OrderId, WorkingOrder> Orders { get; init; } = ImmutableSortedDictionary<OrderId, WorkingOrder>.Empty;

    public ImmutableSortedDictionary<string, FlattenProgress> Flattening { get; init => field = value.WithComparers(StringComparer.Ordinal); } = ImmutableSortedDictionary.Create<string, FlattenProgress>(StringComparer.Ordinal);

    public Window<ClientOrderId, ClientOrderReference> ClientOrders { get; init; } = Window<ClientOrderId, ClientOrderReference>.Empty;

    public Window<OrderId, ClosedOrder> ClosedOrders { get; init; } = Window<OrderId, ClosedOrder>.Empty;

    public Window<string, RememberedFill> Fills { get; init; } = Window<string, RememberedFill>.Empty;

    /// <summary>Recorded executions other than fills, so that their repeats are recognised.</summary>
    public Window<string, OrderId> Executions { get; init; } = Window<string, OrderId>.Empty;

    public Window<string, AdjustmentReference> Adjustments { get; init; } = Window<string, AdjustmentReference>.Empty;

    public FlowState Flow { get; init; } = FlowState.Empty;

    /// <summary>The broker's last execution that was recorded: what came after it is asked for on start.</summary>
    public string? LastExecutionId { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsOpen => Version > 0;

    public decimal DayRealized => Balance - DayStartBalance - DayNetDeposits;

    public decimal TotalProfit => Balance - StartBalance - NetDeposits;

    public decimal QuantityOf(string symbol) => Positions.TryGetValue(symbol, out var position) ? position.Quantity : 0m;
}
