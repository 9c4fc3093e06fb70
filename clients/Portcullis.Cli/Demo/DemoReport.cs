using Portcullis.Client;

namespace Portcullis.Cli.Demo;

/// <summary>What a demonstration came to; with --json the one object it prints.</summary>
internal sealed record DemoReport
{
    public required string Data { get; init; }

    /// <summary>Null with real data.</summary>
    public required int? Seed { get; init; }

    public required string Profile { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>Market data messages fed in.</summary>
    public required long Messages { get; init; }

    /// <summary>Rows of the files that could not be read.</summary>
    public required long SkippedRows { get; init; }

    public required OrdersReport Orders { get; init; }

    /// <summary>Rejected orders by reason code; one order may have several.</summary>
    public required IReadOnlyDictionary<string, int> Rejections { get; init; }

    public required FillsReport Fills { get; init; }

    public required IReadOnlyList<AccountReport> Accounts { get; init; }

    public required IReadOnlyList<DayReport> Days { get; init; }

    /// <summary>Of each limit the least that was ever left, over the bot and the careless trader.</summary>
    public required IReadOnlyList<TightestHeadroom> TightestHeadroom { get; init; }

    /// <summary>From the client's request to its answer, the journal's commit included.</summary>
    public required LatencyReport DecisionLatency { get; init; }

    public required VerifyProgress Journal { get; init; }

    /// <summary>SHA-256 over all decisions in order; equal in two runs over the same data.</summary>
    public required string DecisionHash { get; init; }

    public required double ElapsedSeconds { get; init; }
}

/// <summary>Orders by what became of them.</summary>
/// <param name="Total">All that were asked for.</param>
/// <param name="ByVerdict">Decided ones.</param>
/// <param name="Refused">Malformed or contradictory ones, which no account saw, by status.</param>
internal sealed record OrdersReport(int Total, IReadOnlyDictionary<string, int> ByVerdict, IReadOnlyDictionary<string, int> Refused);

/// <summary>What was filled, both accounts together.</summary>
internal sealed record FillsReport(int Count, decimal Quantity, decimal Commission);

/// <summary>Where an account ended.</summary>
internal sealed record AccountReport(
    string AccountId, AccountStatus Status, string StatusReason, string Currency, decimal StartBalance, decimal Balance, decimal Equity, decimal Pnl, decimal? DrawdownFloor);

/// <summary>A session of the bot's account.</summary>
internal sealed record DayReport(DateOnly Session, string Symbol, decimal Pnl, decimal Equity, int Orders, int Trades, AccountStatus Status);

/// <summary>The least that was left of a limit.</summary>
internal sealed record TightestHeadroom(string Code, decimal Slack, string Unit, string AccountId, DateTimeOffset At);

/// <summary>Milliseconds at percentiles.</summary>
internal sealed record LatencyReport(int Count, double P50Ms, double P99Ms, double MaxMs);
