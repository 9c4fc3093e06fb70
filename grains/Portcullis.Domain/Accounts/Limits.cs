namespace Portcullis.Domain.Accounts;

/// <summary>Every bound of an account's state and requests, in one place.</summary>
public static class Limits
{
    /// <summary>Flow windows look back this far.</summary>
    public static readonly TimeSpan FlowWindow = TimeSpan.FromSeconds(60);

    /// <summary>Entries kept per flow window; a count of this many means "at least this many".</summary>
    public const int FlowEntries = 2_000;

    /// <summary>Client order ids answered from memory; older ones are answered from the journal's keys.</summary>
    public const int RecentClientOrders = 1_024;

    /// <summary>Closed orders that late fills and cancels can still name.</summary>
    public const int ClosedOrders = 1_024;

    /// <summary>Fills that can still be busted, and execution ids recognised as repeats from memory.</summary>
    public const int RememberedFills = 4_096;

    /// <summary>Executions other than fills that are recognised as repeats from memory.</summary>
    public const int RememberedExecutions = 1_024;

    /// <summary>Adjustment ids answered from memory; older ones are answered from the journal's keys.</summary>
    public const int Adjustments = 256;

    /// <summary>Working orders of one account; entries beyond are refused.</summary>
    public const int WorkingOrders = 1_000;

    /// <summary>A closing order that the broker refused is sent again after this; each further refusal doubles the pause.</summary>
    public static readonly TimeSpan ExitRetry = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two closing orders of one flatten.</summary>
    public static readonly TimeSpan ExitRetryAtMost = TimeSpan.FromMinutes(5);

    /// <summary>Closing orders of one flatten that came to nothing before a person is asked to look.</summary>
    public const int ExitAttemptsUnnoticed = 3;

    public const int AccountIdLength = 32;
    public const int ClientOrderIdLength = 48;
    public const int TagLength = 128;
    public const int StrategyLength = 64;
    public const int ReasonLength = 256;

    /// <summary>Largest quantity of one order; far above any limit of a pack, it keeps arithmetic within decimal.</summary>
    public const decimal MaxQuantity = 1_000_000_000m;

    /// <summary>Largest price; the same purpose.</summary>
    public const decimal MaxPrice = 1_000_000_000m;
}
