using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>The position that an order can lead to when everything that works fills against it.</summary>
/// <param name="Exposure">Judged on the worst case, so that a "close" cannot flip.</param>
/// <param name="PositionAfter">Signed.</param>
public readonly record struct Projection(Exposure Exposure, decimal PositionAfter)
{
    /// <param name="replaced">An order that the one asking would take the place of; it does not count.</param>
    public static Projection Of(AccountState state, string symbol, Side side, decimal quantity, OrderId? replaced = null)
    {
        var held = state.QuantityOf(symbol);
        var working = WorkingQuantity(state, symbol, side, replaced);
        var after = held + side.Sign() * (working + quantity);
        return new Projection(Classify(held, held + side.Sign() * working, after), after);
    }

    private static Exposure Classify(decimal held, decimal before, decimal after)
    {
        if (held == 0m) return before == 0m ? Exposure.Opening : Exposure.Increasing;
        if (Math.Sign(after - held) == Math.Sign(held)) return Exposure.Increasing;
        if (after == 0m) return Exposure.Closing;
        return Math.Sign(after) == Math.Sign(held) ? Exposure.Reducing : Exposure.Reversing;
    }

    /// <summary>What working orders of one side can fill at most: orders of one group cancel each other, the largest counts.</summary>
    public static decimal WorkingQuantity(AccountState state, string symbol, Side side, OrderId? except = null)
    {
        var total = 0m;
        Dictionary<string, decimal>? groups = null;
        foreach (var order in state.Orders.Values)
        {
            if (order.Symbol != symbol || order.Side != side || order.Id == except) continue;
            if (order.OcoGroup is not { } group)
            {
                total += order.Remaining;
                continue;
            }

            groups ??= [];
            groups[group] = Math.Max(groups.GetValueOrDefault(group), order.Remaining);
        }

        return groups is null ? total : total + groups.Values.Sum();
    }
}
