using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Decides what happens to an account. Pure and total: a command that cannot be carried out is a refusal, the same command twice gives
/// no second event.
/// <code>
/// account   none --Open--> Active --limit tripped--> Halted --next session--> Active
///                            |  '--unknown execution--> ReduceOnly --Rearm--> Active
///                            '--loss limit of the whole account--> Breached
///
/// order     --Submit--> Approved --ack--> Working --fill--> PartiallyFilled --fill--> Filled
///              |           '--------------'--cancel, expire, reject--> Canceled | Expired | Rejected
///              '--> Held | Rejected
/// </code>
/// </summary>
public static partial class AccountDecider
{
    public static Outcome Decide(AccountState state, AccountCommand command, DecisionContext context)
    {
        if (command is OpenAccount open) return Open(state, open, context);
        if (!state.IsOpen) return Outcome.Refuse(RefusalCode.AccountUnknown, "No account of this id is open here; open it first.");

        var turn = new Turn(state, context);
        turn.RollSession();
        var outcome = command switch
        {
            SubmitOrder c => Submit(turn, c),
            ReplaceOrder c => Replace(turn, c),
            CancelOrder c => Cancel(turn, c),
            CancelAllOrders c => CancelAll(turn, c),
            FlattenPositions c => Flatten(turn, c),
            RecordExecution c => Record(turn, c),
            DisputeExecution c => Dispute(turn, c),
            MonitorAccount => Outcome.Nothing,
            AdjustBalance c => Adjust(turn, c),
            RearmAccount c => Rearm(turn, c),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No decision is written for this command."),
        };
        if (outcome is not Outcome.Happened) return outcome;
        turn.Monitor();
        turn.DriveFlatten();
        return new Outcome.Happened(turn.Events) { After = turn.State };
    }

    private static Outcome Open(AccountState state, OpenAccount command, DecisionContext context)
    {
        var profile = context.Rules.Profile;
        var balance = command.StartBalance ?? profile.StartBalance;
        if (state.IsOpen)
            return state.Profile == command.Profile && state.StartBalance == balance && state.Broker == command.Broker
                ? Outcome.Nothing
                : Outcome.Refuse(RefusalCode.AccountExists, $"Account {state.Id} is open already, on profile {state.Profile} with a start balance of {state.StartBalance} {state.Currency} at broker {state.Broker}.");
        return Outcome.Of(new AccountOpened(
            command.Account,
            profile.Name,
            command.Firm ?? profile.Firm,
            command.Broker,
            profile.Currency,
            balance,
            context.Rules.Clock.At(context.Now).TradingDate,
            profile.Drawdown.Floor(balance, balance),
            context.Now));
    }

    private static Outcome Adjust(Turn turn, AdjustBalance command)
    {
        if (!turn.State.Adjustments.TryGet(command.AdjustmentId, out var earlier)) return turn.Add(new BalanceAdjusted(command.AdjustmentId, command.Kind, command.Amount, command.Reason, command.By, turn.Now));
        return (earlier.Kind, earlier.Amount) == (command.Kind, command.Amount)
            ? new Outcome.Repeated(earlier.Version)
            : Outcome.Refuse(RefusalCode.AdjustmentIdReused, $"Adjustment id {command.AdjustmentId} was used for {earlier.Kind} of {earlier.Amount}; a new adjustment needs a new id.");
    }

    private static Outcome Rearm(Turn turn, RearmAccount command)
    {
        if (turn.State.Quarantine is not null) turn.Add(new AccountReleased(command.Reason, command.By, turn.Now));
        return turn.State.Status == AccountStatus.ReduceOnly
            ? turn.Add(new AccountStatusChanged(AccountStatus.Active, command.Reason, command.By, turn.Now))
            : Outcome.Nothing;
    }

    private static Outcome Cancel(Turn turn, CancelOrder command)
    {
        if (turn.State.Orders.Values.FirstOrDefault(o => o.ClientOrderId == command.ClientOrderId) is not { } order) return Gone(turn.State, command.ClientOrderId);
        return order.CancelRequested ? Outcome.Nothing : turn.Add(new CancelRequested(order.Id, command.Reason, turn.Now));
    }

    private static Outcome Gone(AccountState state, ClientOrderId id) => state.ClosedOrders.Entries.FirstOrDefault(o => o.Value.ClientOrderId == id).Value?.Status switch
    {
        OrderStatus.Filled => Outcome.Refuse(RefusalCode.OrderFilled, $"Order {id} is filled already; to leave the position, send a closing order or Flatten."),
        OrderStatus.Canceled => Outcome.Refuse(RefusalCode.OrderCanceled, $"Order {id} is cancelled already."),
        OrderStatus.Expired => Outcome.Refuse(RefusalCode.OrderExpired, $"Order {id} has expired."),
        OrderStatus.Rejected => Outcome.Refuse(RefusalCode.OrderRejected, $"Order {id} was rejected by the broker."),
        _ => Outcome.Refuse(RefusalCode.OrderUnknown, $"No working order has the client order id {id}."),
    };

    private static Outcome CancelAll(Turn turn, CancelAllOrders command)
    {
        foreach (var order in turn.State.Orders.Values)
        {
            if (order.CancelRequested || (command.Symbol is { } name && !turn.Context.Instruments.IsNamed(order.Symbol, name))) continue;
            if ((command.EntriesOnly && order.IsExit) || (command.Strategy is { } strategy && order.Strategy != strategy)) continue;
            turn.Add(new CancelRequested(order.Id, command.Reason, turn.Now));
        }

        return Outcome.Nothing;
    }

    private static Outcome Flatten(Turn turn, FlattenPositions command)
    {
        turn.Flatten(symbol => command.Symbol is null || turn.Context.Instruments.IsNamed(symbol, command.Symbol), command.Reason, command.By);
        return Outcome.Nothing;
    }
}
