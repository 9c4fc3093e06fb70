using System.Collections.Frozen;

namespace Portcullis.Domain.Instruments;

/// <summary>
/// What trading costs: money per unit of quantity, a fraction of the notional value, and the least an order with a fill pays. All in the
/// instrument's currency, none negative.
/// </summary>
public sealed record CommissionRate(decimal PerUnit, decimal OfNotional, decimal Minimum)
{
    public static readonly CommissionRate Free = new(0m, 0m, 0m);
}

/// <summary>Commission rates by asset class, where a root may have its own.</summary>
public sealed class CommissionSchedule(IReadOnlyDictionary<AssetClass, CommissionRate> byAssetClass, IReadOnlyDictionary<string, CommissionRate> byRoot)
{
    private const int Places = 8;

    private readonly FrozenDictionary<AssetClass, CommissionRate> _byAssetClass = byAssetClass.ToFrozenDictionary();
    private readonly FrozenDictionary<string, CommissionRate> _byRoot = byRoot.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly CommissionSchedule Free = new(FrozenDictionary<AssetClass, CommissionRate>.Empty, FrozenDictionary<string, CommissionRate>.Empty);

    public CommissionRate RateFor(Instrument instrument) =>
        _byRoot.GetValueOrDefault(instrument.Root) ?? _byAssetClass.GetValueOrDefault(instrument.AssetClass) ?? CommissionRate.Free;

    /// <summary>
    /// What an order has cost in all once it has filled <paramref name="quantity"/> for a notional value of <paramref name="notional"/> (both
    /// of all its fills): a further fill costs the difference, so that the minimum is paid once per order.
    /// </summary>
    public decimal CostOf(Instrument instrument, decimal quantity, decimal notional)
    {
        if (quantity == 0m) return 0m;
        var rate = RateFor(instrument);
        return decimal.Round(Math.Max(rate.Minimum, (rate.PerUnit * quantity) + (rate.OfNotional * notional)), Places);
    }
}
