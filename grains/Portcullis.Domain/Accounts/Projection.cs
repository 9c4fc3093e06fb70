using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>The position that an order can lead to when everything that works fills against it.</summary>
/// <param name="Exposure">Judged on the worst case, so that a "close" cannot flip.</param>
/// <param name="PositionAfter">Signed.</param>
public readonly record struct Projection(Exposure Exposure, decimal PositionAfter)
{
    /// <param name="replaced">An order that the one asking would take the place of, in its group too.</param>
    public static Projection Of(AccountState state, string symbol, Side side, decimal quantity, OrderId? replaced = null)
    {
        var held = state.QuantityOf(symbol);
        var group = replaced is { } id ? state.Orders.GetValueOrDefault(id)?.OcoGroup : null;
        var before = held + (side.Sign() * WorkingQuantity(state, symbol, side, replaced));
        var after = group is null
            ? before + (side.Sign() * quantity)
            : held + (side.Sign() * WorkingQuantity(state, symbol, side, replaced, quantity, group));
        return new Projection(Classify(held, before, after), after);
    }

    private static Exposure Classify(decimal held, decimal before, decimal after)
    {
        if (held == 0m) return before == 0m ? Exposure.Opening : Exposure.Increasing;
        if (Math.Sign(after - held) == Math.Sign(held)) return Exposure.Increasing;
        if (after == 0m) return Exposure.Closing;
        return Math.Sign(after) == Math.Sign(held) ? Exposure.Reducing : Exposure.Reversing;
    }

    /// <summary>What working orders of one side can fill at most: orders of one group cancel each other, the largest counts.</summary>
    /// <param name="except">Not counted.</param>
    /// <param name="instead">Counted in its place, as a member of <paramref name="group"/>.</param>
    public static decimal WorkingQuantity(AccountState state, string symbol, Side side, OrderId? except = null, decimal instead = 0m, string? group = null)
    {
        var total = 0m;
        Dictionary<string, decimal>? groups = group is null ? null : new(StringComparer.Ordinal) { [group] = instead };
        foreach (var (id, order) in state.Orders)
        {
            if (order.Symbol != symbol || order.Side != side || id == except) continue;
            if (order.OcoGroup is not { } oco)
            {
                total += order.Remaining;
                continue;
            }

            groups ??= new(StringComparer.Ordinal);
            groups[oco] = Math.Max(groups.GetValueOrDefault(oco), order.Remaining);
        }

        if (groups is not null)
            foreach (var largest in groups.Values) total += largest;
        return total;
    }
}
