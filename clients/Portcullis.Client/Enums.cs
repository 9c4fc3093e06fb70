namespace Portcullis.Client;

// The vocabulary of the contracts. Each value carries its wire number, so that a value the SDK does not know yet survives a round trip.

/// <summary>Which way an order goes.</summary>
public enum Side
{
    /// <summary>Not said; refused wherever a side is required.</summary>
    Unspecified = 0,
    Buy = 1,
    Sell = 2,
}

/// <summary>How an order's price is found.</summary>
public enum OrderType
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,
    Market = 1,

    /// <summary>Needs a limit price.</summary>
    Limit = 2,

    /// <summary>Needs a stop price.</summary>
    Stop = 3,

    /// <summary>Needs both prices.</summary>
    StopLimit = 4,
}

/// <summary>How long an order lives.</summary>
public enum TimeInForce
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,

    /// <summary>Until the end of the account's session.</summary>
    Day = 1,

    /// <summary>Until cancelled.</summary>
    GoodTillCanceled = 2,

    /// <summary>What can be filled at once; the rest is cancelled.</summary>
    ImmediateOrCancel = 3,

    /// <summary>All at once or nothing.</summary>
    FillOrKill = 4,
}

/// <summary>What the account answered to an order.</summary>
public enum Verdict
{
    /// <summary>Never sent by a gateway of this version.</summary>
    Unspecified = 0,
    Approved = 1,

    /// <summary>Approved for a smaller quantity, which the request allowed.</summary>
    Resized = 2,

    /// <summary>Waits for a person.</summary>
    Held = 3,
    Rejected = 4,
}

/// <summary>What an order does to the exposure, judged on the position with every working order filled against it.</summary>
public enum Exposure
{
    Unspecified = 0,
    Opening = 1,
    Increasing = 2,
    Reducing = 3,
    Closing = 4,
    Reversing = 5,
}

/// <summary>What an account may do.</summary>
public enum AccountStatus
{
    Unspecified = 0,
    Active = 1,

    /// <summary>Only orders that reduce exposure.</summary>
    ReduceOnly = 2,

    /// <summary>No entries until a person resumes it or its session ends.</summary>
    Halted = 3,

    /// <summary>A limit of the profile was broken for good.</summary>
    Breached = 4,
}

/// <summary>Where an order stands.</summary>
public enum OrderStatus
{
    Unspecified = 0,

    /// <summary>Decided and durable, not yet acknowledged by the broker.</summary>
    Approved = 1,

    /// <summary>Acknowledged by the broker.</summary>
    Working = 2,
    PartiallyFilled = 3,
    Filled = 4,
    Canceled = 5,
    Expired = 6,

    /// <summary>By a rule or by the broker.</summary>
    Rejected = 7,
    Held = 8,
}

/// <summary>What happened to an order at the broker.</summary>
public enum ExecutionKind
{
    Unspecified = 0,
    Acknowledged = 1,

    /// <summary>Partial or last: <see cref="Execution.LeavesQuantity"/> says which.</summary>
    Fill = 2,
    Canceled = 3,
    Expired = 4,

    /// <summary>By the broker.</summary>
    Rejected = 5,

    /// <summary>An earlier fill is void: <see cref="Execution.BustedExecutionId"/>.</summary>
    Busted = 6,

    /// <summary>Decided and routed; seen only when watching.</summary>
    Approved = 7,
    Replaced = 8,
}

/// <summary>Whether an instrument trades.</summary>
public enum TradingState
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,
    Open = 1,
    Halted = 2,
}

/// <summary>What a control applies to.</summary>
public enum ScopeKind
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,
    Global = 1,
    Firm = 2,
    Account = 3,
    Strategy = 4,
    Instrument = 5,
}

/// <summary>What the holder of a key may do.</summary>
public enum Role
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,

    /// <summary>Orders and reads of its accounts.</summary>
    Trader = 1,

    /// <summary>Reads of its accounts.</summary>
    Viewer = 2,

    /// <summary>Market data and executions in.</summary>
    Feed = 3,

    /// <summary>Opens accounts, halts, resumes, adjusts.</summary>
    Operator = 4,

    /// <summary>The whole journal, read only.</summary>
    Auditor = 5,

    /// <summary>Keys.</summary>
    Admin = 6,
}

/// <summary>Why a balance is adjusted.</summary>
public enum AdjustmentKind
{
    /// <summary>Not said; refused.</summary>
    Unspecified = 0,
    Deposit = 1,
    Withdrawal = 2,

    /// <summary>Counts as a loss of the day.</summary>
    Fee = 3,

    /// <summary>Of an earlier error; the only kind whose amount may be negative.</summary>
    Correction = 4,
}
