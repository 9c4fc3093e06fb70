using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers;

/// <summary>
/// The road to one broker. Every call is idempotent by its id: an order sent twice is one order, a change sent twice is one change. Executions come back
/// through <see cref="IExecutionSink"/>, at least once, each with an id of its own.
/// </summary>
/// <remarks>
/// Several nodes hold an adapter each, and one of them may send late: paused between the commit of an approval and its sending, it knows neither of a
/// halt nor of a withdrawal that came meanwhile. What holds it up must lie where all nodes' orders pass: at the broker, or in a store that an adapter
/// reads and writes in one step with its sending. An adapter that sends first and looks afterwards does not keep these promises.
/// <list type="bullet">
/// <item>The id of an order or of a change is taken once, whichever node brings it and however late.</item>
/// <item>After <see cref="FenceAsync"/> has completed on any node, none of them has an entry taken that the fence covers.</item>
/// <item>After <see cref="WithdrawAsync"/> has completed on any node, an order that had not arrived never works.</item>
/// </list>
/// </remarks>
public interface IBroker
{
    /// <summary>As accounts name it: <c>paper</c>.</summary>
    string Name { get; }

    /// <summary>Hands an order over. Completes when the broker has taken or refused it durably; the refusal itself is an execution.</summary>
    Task SubmitAsync(BrokerOrder order, CancellationToken cancellationToken);

    /// <summary>Gives a working order new terms. Refused behind a fence as an entry is, unless the order only reduces or the change only makes it smaller.</summary>
    Task ReplaceAsync(BrokerReplace replace, CancellationToken cancellationToken);

    /// <summary>Cancels what works; never refused behind a fence. An order that has not arrived is left alone: see <see cref="WithdrawAsync"/>.</summary>
    Task CancelAsync(AccountId account, OrderId order, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps out, for ever, an order that has not arrived, and reports it as canceled for the reason given (as rejected where a fence would have
    /// refused it). Without effect on an order that has arrived, whatever became of it.
    /// </summary>
    Task WithdrawAsync(BrokerOrder order, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// From its completion on, entries that the scope reaches are refused when they were approved under a control version older than
    /// <paramref name="epoch"/>, with an execution that names both. Durable; never lowered; lifting the control leaves it, since whatever is approved then is
    /// newer. Orders that only reduce, and cancels, always pass.
    /// </summary>
    Task FenceAsync(ControlScope scope, long epoch, CancellationToken cancellationToken);

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
    Bracket? Bracket,
    Approval Approval);

/// <summary>New terms for a working order; a price of null keeps what it has.</summary>
/// <param name="Id">The order that is changed.</param>
/// <param name="Change">The decision that changes it.</param>
public sealed record BrokerReplace(AccountId Account, OrderId Id, OrderId Change, decimal Quantity, decimal? LimitPrice, decimal? StopPrice, Approval Approval);

/// <summary>What a fence must know of an order.</summary>
/// <param name="ControlVersion">Of the control stream, under which the order was approved: its epoch.</param>
/// <param name="Firm">The account's.</param>
/// <param name="Strategy">Empty where the order names none.</param>
/// <param name="OnlyReduces">It can only make the account's exposure smaller, and passes every fence.</param>
public sealed record Approval(long ControlVersion, string Firm, string Strategy, bool OnlyReduces);

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
