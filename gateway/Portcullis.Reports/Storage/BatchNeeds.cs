using Portcullis.Domain.Accounts;
using Portcullis.Reports.Folding;

namespace Portcullis.Reports.Storage;

/// <summary>Which rows a batch of events may touch, as far as the events themselves tell.</summary>
internal sealed class BatchNeeds
{
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _traded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strategies = new(StringComparer.Ordinal);
    private readonly HashSet<(string Account, string ExecutionId)> _busted = [];

    public string[] Accounts => [.. _accounts];

    /// <summary>Accounts whose positions change.</summary>
    public string[] Traded => [.. _traded];

    public string[] Orders => [.. _orders];

    public string[] Strategies => [.. _strategies];

    public IReadOnlyCollection<(string Account, string ExecutionId)> Busted => _busted;

    public void Take(ReportEvent one)
    {
        _accounts.Add(one.Account);
        Take(one.Account, one.Happened);
    }

    /// <summary>What the rows that were found lead on to.</summary>
    public void Take(ReportRows rows)
    {
        foreach (var fill in rows.Fills.All)
            _orders.Add(fill.OrderId);
        foreach (var order in rows.Orders.All)
            _strategies.Add(order.Strategy);
        foreach (var position in rows.Positions.All)
            _strategies.Add(position.Owner.Name);
    }

    private void Take(string account, IAccountEvent happened)
    {
        switch (happened)
        {
            case OrderDecided e:
                _strategies.Add(e.Request.Strategy);
                _orders.Add(e.OrderId.Value);
                if (e.Replaces is { } replaced) _orders.Add(replaced.Value);
                break;
            case OrderFilled e:
                _traded.Add(account);
                // An exit's fill, and one of nobody's order, is nobody's strategy.
                _strategies.Add("");
                TakeFamily(e.OrderId.Value);
                break;
            case FillBusted e:
                _traded.Add(account);
                _strategies.Add("");
                _busted.Add((account, e.BustedExecutionId));
                break;
            case OrderAcknowledged e: _orders.Add(e.OrderId.Value); break;
            case OrderCanceled e: _orders.Add(e.OrderId.Value); break;
            case OrderExpired e: _orders.Add(e.OrderId.Value); break;
            case OrderRejected e: _orders.Add(e.OrderId.Value); break;
            case OrderReplaced e: _orders.Add(e.OrderId.Value); break;
            case ReplaceRejected e: _orders.Add(e.OrderId.Value); break;
            case CancelRequested e: _orders.Add(e.OrderId.Value); break;
            default: break;
        }
    }

    /// <summary>An entry's children, and a child's sibling.</summary>
    private void TakeFamily(string order)
    {
        _orders.Add(order);
        var entry = ReportFold.ChildSuffixes.Any(suffix => order.EndsWith(suffix, StringComparison.Ordinal)) ? order[..^3] : order;
        foreach (var suffix in ReportFold.ChildSuffixes)
            _orders.Add(entry + suffix);
    }
}
