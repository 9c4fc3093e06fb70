using Portcullis.Domain.Market;

namespace Portcullis.Markets.Indicators;

/// <summary>
/// Names the market's regime. Volatile wins: range at or above its 90th percentile of the last bars, or above twice their mean. Else a trend from an
/// ADX of 25 on, a range below 20 (quiet where also the range is at or below its 10th percentile); between 20 and 25 what it was before. A
/// change must hold for three bars, so that one bar turns nothing.
/// </summary>
internal sealed class RegimeSense
{
    private const int Memory = 252;
    private const int NeededForPercentile = 100;
    private const decimal TrendFrom = 25m;
    private const decimal RangeBelow = 20m;
    private const decimal VolatilePercentile = 0.90m;
    private const decimal QuietPercentile = 0.10m;
    private const decimal VolatileTimesMean = 2m;
    private const int ConfirmingBars = 3;

    private readonly decimal[] _ranges = new decimal[Memory];
    private int _count;
    private decimal _sum;
    private MarketRegime _proposed;
    private int _proposals;

    public MarketRegime Regime { get; private set; }

    /// <summary>One bar further: its average range as a fraction of price, and the directional index.</summary>
    public void Add(decimal range, decimal adx)
    {
        var (volatileNow, quietNow) = Rank(range);
        Remember(range);

        var proposal = volatileNow ? MarketRegime.Volatile
            : adx >= TrendFrom ? MarketRegime.Trend
            : adx >= RangeBelow ? Regime
            : quietNow ? MarketRegime.Quiet
            : MarketRegime.Range;

        _proposals = proposal == _proposed ? _proposals + 1 : 1;
        _proposed = proposal;
        if (_proposals >= ConfirmingBars) Regime = proposal;
    }

    private (bool Volatile, bool Quiet) Rank(decimal range)
    {
        var known = Math.Min(_count, Memory);
        if (known < NeededForPercentile) return (false, false);

        var (below, above) = (0, 0);
        for (var i = 0; i < known; i++)
        {
            if (_ranges[i] < range) below++;
            else if (_ranges[i] > range) above++;
        }

        return (below >= VolatilePercentile * known || range * known > VolatileTimesMean * _sum, above >= (1m - QuietPercentile) * known);
    }

    private void Remember(decimal range)
    {
        var slot = _count % Memory;
        _sum += range - _ranges[slot];
        _ranges[slot] = range;
        _count++;
    }
}
