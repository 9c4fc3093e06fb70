using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers;

/// <summary>
/// The road to one broker. Every call is idempotent by its order id: sending an order twice leaves one order. Executions come back
/// through <see cref="IExecutionSink"/>, at least once, each with an id of its own.
/// </summary>
public interface IBroker
{
    /// <summary>As accounts name it: <c>paper</c>.</summary>
    string Name { get; }

    /// <summary>Hands an order over. Completes when the broker has taken or refused it durably; the refusal itself is an execution.</summary>
    Task SubmitAsync(BrokerOrder order, CancellationToken cancellationToken);

    Task ReplaceAsync(BrokerReplace replace, CancellationToken cancellationToken);

    Task CancelAsync(AccountId account, OrderId order, CancellationToken cancellationToken);

    /// <summary>
    /// Everything the broker knows of one order, in the order it happened; empty when it never heard of it. This is how the gateway
    /// finds out after a crash what became of an order it had approved.
    /// </summary>
    Task<IReadOnlyList<BrokerExecution>> HistoryAsync(AccountId account, OrderId order, CancellationToken cancellationToken);

    /// <summary>The orders that work at the broker now.</summary>
    Task<IReadOnlySet<OrderId>> WorkingAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Executions of an account after the one given (null: all), in the order they happened.</summary>
    Task<IReadOnlyList<BrokerExecution>> ExecutionsAfterAsync(AccountId account, string? executionId, CancellationToken cancellationToken);
}

/// <summary>Where a broker's executions go.</summary>
public interface IExecutionSink
{
    /// <summary>Takes executions of one account, in the order they happened; completes when all have been taken. What fails is offered again as a whole.</summary>
    Task ReportAsync(IReadOnlyList<BrokerExecution> executions, CancellationToken cancellationToken);
}

/// <summary>An order as a broker gets it. Prices in the instrument's price units.</summary>
public sealed record BrokerOrder(
    AccountId Account,
    OrderId Id,
    string Symbol,
    Side Side,
    OrderType Type,
    decimal Quantity,
    decimal? LimitPrice,
    decimal? StopPrice,
    TimeInForce TimeInForce,
    Bracket? Bracket);

public sealed record BrokerReplace(AccountId Account, OrderId Id, decimal Quantity, decimal? LimitPrice, decimal? StopPrice);

/// <summary>
/// What happened to an order at the broker. A bracket's children carry the ids <c>{parent}-sl</c> and <c>{parent}-tp</c>.
/// </summary>
/// <param name="ExecutionId">Unique per account; a repeat of the same id is the same execution.</param>
/// <param name="Quantity">Of this execution; for an acknowledgement or replacement the order's quantity.</param>
/// <param name="Price">Of a fill; otherwise null.</param>
/// <param name="Commission">Of a fill, in the instrument's currency; positive is a cost.</param>
public sealed record BrokerExecution(
    AccountId Account,
    string ExecutionId,
    OrderId Order,
    ExecutionKind Kind,
    decimal Quantity,
    decimal? Price,
    decimal Commission,
    string? Reason,
    DateTimeOffset At,
    string? BustedExecutionId = null);
