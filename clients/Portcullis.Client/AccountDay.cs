namespace Portcullis.Client;

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
