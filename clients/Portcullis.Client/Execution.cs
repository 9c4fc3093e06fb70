namespace Portcullis.Client;

/// <summary>What happened to an order at the broker.</summary>
public sealed record Execution
{
    public required string AccountId { get; init; }

    /// <summary>The broker's id, unique per account: the same id again changes nothing.</summary>
    public required string ExecutionId { get; init; }

    public required string OrderId { get; init; }

    public string ClientOrderId { get; init; } = "";

    public required ExecutionKind Kind { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    /// <summary>Of this execution; null when the kind has none.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Of this execution; null when the kind has none.</summary>
    public decimal? Price { get; init; }

    /// <summary>What is still open of the order; zero after its last fill; null when not reported.</summary>
    public decimal? LeavesQuantity { get; init; }

    /// <summary>In the account's currency, positive is a cost; null when not reported.</summary>
    public decimal? Commission { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The fill that is void; only of <see cref="ExecutionKind.Busted"/>.</summary>
    public string BustedExecutionId { get; init; } = "";

    /// <summary>Of the account's stream; ignored when reporting.</summary>
    public long Version { get; init; }

    public OrderType OrderType { get; init; }

    public decimal? LimitPrice { get; init; }

    public decimal? StopPrice { get; init; }

    public TimeInForce TimeInForce { get; init; }
}

/// <summary>What became of reported executions.</summary>
/// <param name="Applied">Executions that changed their account.</param>
/// <param name="Duplicates">Executions that were known already and changed nothing.</param>
/// <param name="UnknownOrderIds">Order ids nobody knows; their executions are recorded as such.</param>
public sealed record ReportResult(int Applied, int Duplicates, IReadOnlyList<string> UnknownOrderIds);
