using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Profiles;

/// <summary>What a day's profit and loss is measured against.</summary>
public enum DayReference
{
    /// <summary>Balance at the day's start.</summary>
    Balance = 0,

    /// <summary>Equity at the day's start.</summary>
    Equity,

    /// <summary>The higher of both.</summary>
    Greater,
}

public enum DayMeasure
{
    /// <summary>Closed and open profit and loss, commissions included.</summary>
    Equity = 0,

    /// <summary>Closed only.</summary>
    Realized,
}

public enum DrawdownMode
{
    None = 0,

    /// <summary>Start minus amount, for ever.</summary>
    Static,

    /// <summary>Highest balance at a day's end minus amount; moves at the boundary only.</summary>
    EndOfDay,

    /// <summary>Highest equity ever seen minus amount; moves with every new peak.</summary>
    Intraday,
}

/// <summary>A loss limit that follows the account up and never down.</summary>
public sealed record DrawdownRules
{
    public DrawdownMode Mode { get; init; }

    /// <summary>Distance of the floor from the mark it follows, account currency; positive.</summary>
    public decimal Amount { get; init; }

    /// <summary>The floor stops at start balance plus this, account currency; null where it trails for ever.</summary>
    public decimal? LockAbove { get; init; }

    /// <summary>The floor at a high-water mark; null where there is none.</summary>
    public decimal? Floor(decimal startBalance, decimal highWaterMark) => Mode switch
    {
        DrawdownMode.None => null,
        DrawdownMode.Static => startBalance - Amount,
        _ => LockAbove is { } above ? Math.Min(highWaterMark - Amount, startBalance + above) : highWaterMark - Amount,
    };
}

/// <summary>What an account is bound to: its trading day, how its limits are measured, and the rules with their parameters.</summary>
public sealed record Profile
{
    /// <summary>Lower-case, for example <c>topstep-50k</c>.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Where the values were read, and when they were last checked.</summary>
    public string Source { get; init; } = "";

    public DateOnly? VerifiedOn { get; init; }

    public string Firm { get; init; } = "";

    public required string Currency { get; init; }

    /// <summary>Account currency; positive.</summary>
    public required decimal StartBalance { get; init; }

    public required SessionRules Session { get; init; }

    public DayReference DayReference { get; init; }

    public DayMeasure DayMeasure { get; init; }

    public DrawdownRules Drawdown { get; init; } = new();

    /// <summary>One R, account currency; positive.</summary>
    public required decimal UnitOfRisk { get; init; }

    /// <summary>Ticks beyond a stop's price at which it is assumed to fill; 0 to 1,000.</summary>
    public int StopSlippageTicks { get; init; } = 2;

    /// <summary>Commission assumed for opening and closing one unit, account currency; not negative.</summary>
    public decimal RoundTripCommission { get; init; }

    /// <summary>Equal orders within this many seconds count as duplicates; 0 to 60.</summary>
    public int DuplicateWindowSeconds { get; init; } = 2;

    /// <summary>Files of rules about orders, relative to the packs' folder.</summary>
    public IReadOnlyList<string> OrderRules { get; init; } = [];

    /// <summary>Files of rules about the account itself, judged on marks and fills.</summary>
    public IReadOnlyList<string> MonitorRules { get; init; } = [];
}
