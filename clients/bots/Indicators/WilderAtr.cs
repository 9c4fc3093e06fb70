namespace Portcullis.Bots.Indicators;

/// <summary>
/// Average true range as Wilder defined it: the first value is the plain mean of the first <c>period</c> true ranges, each later one
/// (previous times (period - 1) plus true range) over period.
/// </summary>
public sealed class WilderAtr
{
    private readonly int _period;
    private decimal? _previousClose;
    private decimal _sum;
    private int _count;

    /// <param name="period">Bars, at least 1; usually 14.</param>
    public WilderAtr(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        _period = period;
    }

    /// <summary>In price units; null until a whole period was seen.</summary>
    public decimal? Value { get; private set; }

    public void Add(decimal high, decimal low, decimal close)
    {
        // The first bar has no bar before it: its true range is its own range.
        var trueRange = _previousClose is { } previous ? Math.Max(high, previous) - Math.Min(low, previous) : high - low;
        _previousClose = close;
        if (_count < _period)
        {
            _sum += trueRange;
            _count++;
            if (_count == _period)
                Value = _sum / _period;
            return;
        }

        Value = ((Value * (_period - 1)) + trueRange) / _period;
    }
}
