using System.Runtime.CompilerServices;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.V1;

namespace Portcullis.Gateway.Services;

/// <summary>An account's order events as executions: from a version on, then live. Folds the stream itself, so that each event is told with the order it belongs to.</summary>
public sealed class ExecutionFeed(AccountDirectory accounts, JournalBell bell)
{
    public const long FromNow = -1;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<Execution> WatchAsync(string account, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var grain = accounts.Get(new AccountId(account));
        var current = await StandingAsync(grain, cancellationToken);
        if (!current.IsOpen) throw Errors.UnknownAccount(account);
        var state = afterVersion == FromNow ? current : AccountState.Empty;
        while (true)
        {
            var news = bell.NextAsync(Streams.Of(grain.Id));
            var away = false;
            await using var events = grain.ReadFromAsync(state.Version + 1, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync()) break;
                }
                catch (JournalUnavailableException)
                {
                    away = true;
                    break;
                }

                var happened = events.Current;
                var before = state;
                state = state.Evolve(happened);
                if (state.Version > afterVersion && Execution(before, state, happened) is { } execution) yield return execution;
            }

            // While the journal is away nothing new happens; what happened just before may not have been told yet.
            await (away ? Task.Delay(Pause, cancellationToken) : news.WaitAsync(cancellationToken));
        }
    }

    private static async Task<AccountState> StandingAsync(AccountGrain grain, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await grain.GetAsync(cancellationToken);
            }
            catch (JournalUnavailableException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static Execution? Execution(AccountState before, AccountState after, IAccountEvent happened) => happened switch
    {
        OrderDecided { ApprovedQuantity: > 0m, Replaces: null } e => Of(after, e.OrderId, ExecutionKind.Approved, "", e.At, e.ApprovedQuantity),
        ExitOrdered e => Of(after, e.OrderId, ExecutionKind.Approved, "", e.At, e.Quantity, reason: e.Reason),
        OrderAcknowledged e => Of(after, e.OrderId, ExecutionKind.Acknowledged, e.ExecutionId, e.At),
        OrderFilled e => Filled(before, after, e),
        OrderCanceled e => Of(before, e.OrderId, ExecutionKind.Canceled, e.ExecutionId, e.At, reason: e.Reason, version: after.Version),
        OrderExpired e => Of(before, e.OrderId, ExecutionKind.Expired, e.ExecutionId, e.At, reason: e.Reason, version: after.Version),
        OrderRejected e => Of(before, e.OrderId, ExecutionKind.Rejected, e.ExecutionId, e.At, reason: e.Reason, version: after.Version),
        OrderReplaced e => Of(after, e.OrderId, ExecutionKind.Replaced, e.ExecutionId, e.At),
        FillBusted e => Busted(before, after, e),
        _ => null,
    };

    private static Execution Filled(AccountState before, AccountState after, OrderFilled e)
    {
        var execution = Of(before, e.OrderId, ExecutionKind.Fill, e.ExecutionId, e.At, e.Quantity, version: after.Version);
        execution.Symbol = e.Symbol;
        execution.Side = (Side)(int)e.Side;
        execution.Price = DecimalText.Write(e.Price);
        execution.Commission = DecimalText.Write(e.Commission);
        execution.LeavesQuantity = DecimalText.Write(after.Orders.TryGetValue(e.OrderId, out var order) ? order.Remaining : 0m);
        return execution;
    }

    private static Execution Busted(AccountState before, AccountState after, FillBusted e)
    {
        before.Fills.TryGet(e.BustedExecutionId, out var fill);
        var execution = Of(before, fill?.OrderId ?? default, ExecutionKind.Busted, e.ExecutionId, e.At, fill?.Quantity, e.Reason, after.Version);
        execution.BustedExecutionId = e.BustedExecutionId;
        return execution;
    }

    private static Execution Of(AccountState state, OrderId id, ExecutionKind kind, string executionId, DateTimeOffset at, decimal? quantity = null, string reason = "", long? version = null)
    {
        var execution = new Execution
        {
            AccountId = state.Id.Value,
            ExecutionId = executionId,
            OrderId = id.Value ?? "",
            Kind = kind,
            Reason = reason,
            At = Wire.Time(at),
            Version = version ?? state.Version,
        };
        if (state.Orders.TryGetValue(id, out var order))
        {
            execution.ClientOrderId = order.ClientOrderId.Value;
            execution.Symbol = order.Symbol;
            execution.Side = (Side)(int)order.Side;
            execution.OrderType = (OrderType)(int)order.Type;
            execution.TimeInForce = (TimeInForce)(int)order.TimeInForce;
            execution.LimitPrice = DecimalText.Write(order.LimitPrice);
            execution.StopPrice = DecimalText.Write(order.StopPrice);
            execution.Quantity = DecimalText.Write(quantity ?? order.Quantity);
            execution.LeavesQuantity = DecimalText.Write(order.Remaining);
        }
        else if (state.ClosedOrders.TryGet(id, out var closed))
        {
            execution.ClientOrderId = closed.ClientOrderId.Value;
            execution.Symbol = closed.Symbol;
            execution.Side = (Side)(int)closed.Side;
            execution.Quantity = DecimalText.Write(quantity);
        }

        return execution;
    }
}
