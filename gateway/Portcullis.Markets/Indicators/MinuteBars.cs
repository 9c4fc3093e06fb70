namespace Portcullis.Markets.Indicators;

/// <summary>
/// Gathers prices and shorter bars into bars of one minute. A minute is complete when a later one begins, or when a bar that ends with it has
/// come in. Minutes without prices have no bar.
/// </summary>
internal sealed class MinuteBars
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private long _minute = long.MinValue;
    private MinuteBar _bar;

    /// <summary>Ends the minute before the given moment, if there is one; true when that completed a bar.</summary>
    public bool TryComplete(DateTimeOffset before, out MinuteBar bar)
    {
        bar = _bar;
        if (_minute == long.MinValue || MinuteOf(before) <= _minute) return false;
        _minute = long.MinValue;
        return true;
    }

    public void Add(DateTimeOffset at, decimal open, decimal high, decimal low, decimal close)
    {
        if (_minute == long.MinValue)
        {
            _minute = MinuteOf(at);
            _bar = new MinuteBar(open, high, low, close);
            return;
        }

        _bar = _bar with { High = Math.Max(_bar.High, high), Low = Math.Min(_bar.Low, low), Close = close };
    }

    private static long MinuteOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;
}
