using System.Collections.Concurrent;
using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Accounts;

/// <summary>
/// Carries committed intents to brokers. What can't be carried out now is not lost: the account's state still says that it is under way, and the node
/// that holds the outbox lock asks the broker and adopts or sends it.
/// </summary>
public sealed partial class BrokerEffects(BrokerTable brokers, LateSink sink, OutboxLock outbox, GatewayOptions options, TimeProvider time, ILogger<BrokerEffects> log) : IEffects
{
    private readonly ConcurrentDictionary<AccountId, bool> _unsettled = [];

    /// <summary>Accounts to whose brokers this node has failed to speak, or to listen.</summary>
    public IEnumerable<AccountId> Unsettled => _unsettled.Keys;

    public void MarkUnsettled(AccountId account) => _unsettled[account] = true;

    public bool Concerns(IAccountEvent happened) =>
        NeedsALook(happened) || happened is OrderDecided { Verdict: Verdict.Approved or Verdict.Resized } or ExitOrdered or CancelRequested;

    public async Task ApplyAsync(AccountState after, IReadOnlyList<IAccountEvent> committed, CancellationToken cancellationToken)
    {
        if (committed.Any(NeedsALook)) LogNeedsALook(log, after.Id, after.AwaitsRearm ?? after.StatusReason);
        if (brokers.Find(after.Broker) is not { } broker) return;
        foreach (var happened in committed)
        {
            try
            {
                await ApplyAsync(broker, after, happened, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                MarkUnsettled(after.Id);
                LogUnsettled(log, after.Id, happened.GetType().Name, e);
            }
        }
    }

    private static Task ApplyAsync(IBroker broker, AccountState after, IAccountEvent happened, CancellationToken cancellationToken) => happened switch
    {
        OrderDecided { Verdict: Verdict.Approved or Verdict.Resized, Replaces: { } replaced } e => broker.ReplaceAsync(
            new BrokerReplace(after.Id, replaced, e.OrderId, Total(after, replaced, e), e.Request.LimitPrice, e.Request.StopPrice, Approval(after, e, e.Request.ReduceOnly)), cancellationToken),
        OrderDecided { Verdict: Verdict.Approved or Verdict.Resized } e => broker.SubmitAsync(Order(after, e), cancellationToken),
        ExitOrdered e => broker.SubmitAsync(Exit(after, e), cancellationToken),
        CancelRequested e => broker.CancelAsync(after.Id, e.OrderId, cancellationToken),
        _ => Task.CompletedTask,
    };

    private static bool NeedsALook(IAccountEvent happened) => happened is UnknownExecutionReported or ExitStalled or FillValueAssumed or ExecutionDisputed;

    private static decimal Total(AccountState after, OrderId replaced, OrderDecided e) =>
        after.Orders.TryGetValue(replaced, out var order) ? order.Pending?.Quantity ?? order.Quantity : e.ApprovedQuantity;

    public async Task ReconcileAsync(AccountState state, CancellationToken cancellationToken)
    {
        if (brokers.Find(state.Broker) is not { } broker) return;
        try
        {
            _unsettled.TryRemove(state.Id, out _);
            await sink.ReportAsync(await broker.ExecutionsAfterAsync(state.Id, state.LastExecutionId, cancellationToken), cancellationToken);
            if (!outbox.IsHeld) return;
            foreach (var order in state.Orders.Values)
                await ReconcileAsync(broker, state, order, cancellationToken);
            await FindLostAsync(broker, state, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            MarkUnsettled(state.Id);
            LogUnsettled(log, state.Id, "reconciliation", e);
        }
    }

    private async Task ReconcileAsync(IBroker broker, AccountState state, WorkingOrder order, CancellationToken cancellationToken)
    {
        if (order.Status == OrderStatus.Approved)
        {
            var history = await broker.HistoryAsync(state.Id, order.Id, cancellationToken);
            await sink.ReportAsync(history, cancellationToken);
            if (history.Count == 0) await SendLateAsync(broker, state, order, cancellationToken);
        }

        if (order.Pending is { } terms)
            await broker.ReplaceAsync(new BrokerReplace(state.Id, order.Id, terms.Decision, terms.Quantity, terms.LimitPrice, terms.StopPrice, Approval(state, order, terms.ControlVersion)), cancellationToken);
        if (order.CancelRequested) await broker.CancelAsync(state.Id, order.Id, cancellationToken);
    }

    // An order that was acknowledged and that the broker now knows nothing of keeps what it reserves: whether it fills somewhere only a person can find out.
    private async Task FindLostAsync(IBroker broker, AccountState state, CancellationToken cancellationToken)
    {
        var acknowledged = state.Orders.Values.Where(order => order.Status != OrderStatus.Approved).ToArray();
        if (acknowledged.Length == 0) return;
        var working = await broker.WorkingAsync(state.Id, cancellationToken);
        foreach (var order in acknowledged.Where(order => !working.Contains(order.Id)))
            if ((await broker.HistoryAsync(state.Id, order.Id, cancellationToken)).Count == 0) LogLost(log, state.Id, order.Id, state.Broker);
    }

    // An entry that waited too long was judged on a market that is gone, and what is to be cancelled must not begin to work: the broker is told to keep
    // it out, since whoever was to send it may only be slow. An exit is sent however late.
    private Task SendLateAsync(IBroker broker, AccountState state, WorkingOrder order, CancellationToken cancellationToken)
    {
        var late = Order(state, order);
        var age = time.GetUtcNow() - order.DecidedAt;
        if (order.CancelRequested) return broker.WithdrawAsync(late, "Not sent: canceled before it was.", cancellationToken);
        return order.IsExit || age <= options.StaleEntry
            ? broker.SubmitAsync(late, cancellationToken)
            : broker.WithdrawAsync(late, $"Not sent: found {age.TotalSeconds:0} s after its approval.", cancellationToken);
    }

    private static Approval Approval(AccountState account, OrderDecided e, bool onlyReduces) => new(e.ControlVersion, account.Firm, e.Request.Strategy, onlyReduces);

    private static Approval Approval(AccountState account, WorkingOrder order, long controlVersion) => new(controlVersion, account.Firm, order.Strategy, order.IsExit);

    private static BrokerOrder Order(AccountState account, OrderDecided e) => new(
        account.Id, e.OrderId, e.Request.Symbol, e.Request.Side, e.Request.Type, e.ApprovedQuantity, e.Request.LimitPrice, e.Request.StopPrice, e.Request.TimeInForce,
        IsExit(e) ? null : e.Request.Bracket, Approval(account, e, IsExit(e)));

    private static bool IsExit(OrderDecided e) => e.Exposure is Exposure.Reducing or Exposure.Closing;

    private static BrokerOrder Order(AccountState account, WorkingOrder order) => new(
        account.Id, order.Id, order.Symbol, order.Side, order.Type, order.Quantity, order.LimitPrice, order.StopPrice, order.TimeInForce, order.Bracket,
        Approval(account, order, order.ControlVersion));

    private static BrokerOrder Exit(AccountState account, ExitOrdered e) =>
        new(account.Id, e.OrderId, e.Symbol, e.Side, OrderType.Market, e.Quantity, null, null, TimeInForce.Gtc, null, new Approval(0, account.Firm, "", OnlyReduces: true));

    [LoggerMessage(Level = LogLevel.Error, Message = "Account {Account}: broker {Broker} knows nothing of order {Order}, which it had acknowledged; the order keeps its reservation until an operator reports it as canceled (Executions.Report)")]
    private static partial void LogLost(ILogger logger, AccountId account, OrderId order, string broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account} takes no entries until a person has looked: {Reason}")]
    private static partial void LogNeedsALook(ILogger logger, AccountId account, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account}: {What} did not reach the broker; the holder of the outbox lock resumes it")]
    private static partial void LogUnsettled(ILogger logger, AccountId account, string what, Exception exception);
}
