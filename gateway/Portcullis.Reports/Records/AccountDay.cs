namespace Portcullis.Reports.Records;

/// <summary>One trading day of an account, its own and not a calendar's: it ends when the account's session rolls. Money is in the account's currency.</summary>
public sealed record AccountDay
{
    public required string Account { get; init; }

    public required string Profile { get; init; }

    public required string Currency { get; init; }

    public required DateOnly SessionDate { get; init; }

    public required decimal StartBalance { get; init; }

    public required decimal StartEquity { get; init; }

    /// <summary>As the roll recorded it; null while the day lasts.</summary>
    public decimal? EndBalance { get; init; }

    public decimal? EndEquity { get; init; }

    /// <summary>After commissions.</summary>
    public decimal Realized { get; init; }

    public decimal Commission { get; init; }

    /// <summary>Deposits minus withdrawals.</summary>
    public decimal NetDeposits { get; init; }

    /// <summary>Corrections minus fees.</summary>
    public decimal OtherAdjustments { get; init; }

    /// <summary>Decisions, replacements included.</summary>
    public long Orders { get; init; }

    public long Approved { get; init; }

    public long Resized { get; init; }

    public long Held { get; init; }

    public long Rejected { get; init; }

    public long Fills { get; init; }

    public long Busts { get; init; }

    /// <summary>Round trips that were completed.</summary>
    public long Trades { get; init; }

    public long Wins { get; init; }

    public long Losses { get; init; }

    /// <summary>The worst round trip, not positive; 0 where none lost.</summary>
    public decimal LargestLoss { get; init; }

    /// <summary>Limits of monitoring rules that locked the account.</summary>
    public long Locks { get; init; }

    /// <summary>Limits that ended the account's programme.</summary>
    public long Breaches { get; init; }

    public long Flattens { get; init; }

    public long Quarantines { get; init; }

    /// <summary>The last event that changed this record.</summary>
    public required long ChangedPosition { get; init; }
}
