using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Folding;

/// <summary>
/// Folds an account's events into the reports' rows. Total, as an account's own fold is: what has happened is never refused, and an event that
/// concerns no report changes nothing. It follows the same rules as <see cref="AccountState"/>, whose memory is bounded where rows are not.
/// </summary>
internal sealed partial class ReportFold(ReportRows rows)
{
    private string _account = "";
    private long _position;

    public void Fold(string account, long position, IAccountEvent happened)
    {
        (_account, _position) = (account, position);
        switch (happened)
        {
            case AccountOpened e: Opened(e); break;
            case SessionRolled e: Rolled(e); break;
            case OrderDecided e: Decided(e); break;
            case OrderAcknowledged e: Change(e.OrderId, e.At, o => o.Status == OrderStatus.Approved ? o with { Status = OrderStatus.Working } : o); break;
            case OrderFilled e: Filled(e); break;
            case OrderCanceled e: Ended(e.OrderId, OrderStatus.Canceled, e.At); break;
            case OrderExpired e: Ended(e.OrderId, OrderStatus.Expired, e.At); break;
            case OrderRejected e: Ended(e.OrderId, OrderStatus.Rejected, e.At); break;
            case OrderReplaced e: Replaced(e); break;
            case ReplaceRejected e: NotReplaced(e); break;
            case FillBusted e: Busted(e); break;
            case CancelRequested e: Change(e.OrderId, e.At, o => o with { CancelRequested = true }); break;
            case ExitOrdered e: Put(Exit(e)); break;
            case FlattenRequested: Today(day => day with { Flattens = day.Flattens + 1 }); break;
            case LimitTripped e: Tripped(e); break;
            case AccountQuarantined: Today(day => day with { Quarantines = day.Quarantines + 1 }); break;
            case BalanceAdjusted e: Adjusted(e); break;
            default: break;
        }
    }

    private AccountRow Account => rows.Accounts.Find(_account) ?? new AccountRow(_account, "", "", default);

    private void Opened(AccountOpened e)
    {
        rows.Accounts.Put(new AccountRow(_account, e.Profile, e.Currency, e.SessionDate));
        Begin(e.SessionDate, e.StartBalance, e.StartBalance);
    }

    private void Rolled(SessionRolled e)
    {
        Today(day => day with { EndBalance = e.Balance, EndEquity = e.Equity });
        rows.Accounts.Put(Account with { SessionDate = e.SessionDate });
        Begin(e.SessionDate, e.Balance, e.Equity);
    }

    private void Begin(DateOnly date, decimal balance, decimal equity) => rows.Days.Put(new AccountDay
    {
        Account = _account,
        Profile = Account.Profile,
        Currency = Account.Currency,
        SessionDate = date,
        StartBalance = balance,
        StartEquity = equity,
        ChangedPosition = _position,
    });

    private void Today(Func<AccountDay, AccountDay> change)
    {
        if (rows.Days.Find((_account, Account.SessionDate)) is { } day) rows.Days.Put(change(day) with { ChangedPosition = _position });
    }

    private void Adjusted(BalanceAdjusted e) => Today(day => e.Kind switch
    {
        AdjustmentKind.Deposit => day with { NetDeposits = day.NetDeposits + e.Amount },
        AdjustmentKind.Withdrawal => day with { NetDeposits = day.NetDeposits - e.Amount },
        AdjustmentKind.Fee => day with { OtherAdjustments = day.OtherAdjustments - e.Amount },
        _ => day with { OtherAdjustments = day.OtherAdjustments + e.Amount },
    });

    private void Tripped(LimitTripped e)
    {
        Today(day => e.Status == AccountStatus.Breached ? day with { Breaches = day.Breaches + 1 } : day with { Locks = day.Locks + 1 });
        Rule(e.Violation.Code, rule => Named(rule, e.Violation.Rule) with { Tripped = rule.Tripped + 1 });
    }
}
