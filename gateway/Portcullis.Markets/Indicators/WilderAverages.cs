namespace Portcullis.Markets.Indicators;

/// <summary>
/// Wilder's average true range and average directional index over 14 bars. The first average of each is a plain mean, later ones are
/// (13 * previous + new) / 14; the index needs 14 ranges and then 14 directional values, 28 bars in all with the one before the first.
/// </summary>
internal sealed class WilderAverages
{
    private const int Period = 14;

    private MinuteBar? _previous;
    private int _ranges;
    private decimal _rangeSum;
    private decimal _up;
    private decimal _down;
    private decimal _smoothedRange;
    private int _directions;
    private decimal _directionSum;

    public decimal? Atr { get; private set; }

    public decimal? Adx { get; private set; }

    public void Add(in MinuteBar bar)
    {
        if (_previous is { } previous) Follow(previous, bar);
        _previous = bar;
    }

    private void Follow(in MinuteBar previous, in MinuteBar bar)
    {
        var range = Math.Max(bar.High - bar.Low, Math.Max(Math.Abs(bar.High - previous.Close), Math.Abs(bar.Low - previous.Close)));
        var (rise, fall) = (bar.High - previous.High, previous.Low - bar.Low);
        var up = rise > fall && rise > 0m ? rise : 0m;
        var down = fall > rise && fall > 0m ? fall : 0m;

        _ranges++;
        if (_ranges <= Period)
        {
            (_rangeSum, _up, _down) = (_rangeSum + range, _up + up, _down + down);
            if (_ranges < Period) return;
            _smoothedRange = _rangeSum;
            Atr = Rounded(_rangeSum / Period);
        }
        else
        {
            _smoothedRange = Smoothed(_smoothedRange, range);
            (_up, _down) = (Smoothed(_up, up), Smoothed(_down, down));
            Atr = Rounded(((Atr!.Value * (Period - 1)) + range) / Period);
        }

        Direct();
    }

    private void Direct()
    {
        var sum = _up + _down;
        var direction = _smoothedRange == 0m || sum == 0m ? 0m : 100m * Math.Abs(_up - _down) / sum;
        _directions++;
        if (_directions <= Period)
        {
            _directionSum += direction;
            if (_directions == Period) Adx = Rounded(_directionSum / Period);
            return;
        }

        Adx = Rounded(((Adx!.Value * (Period - 1)) + direction) / Period);
    }

    private static decimal Smoothed(decimal sum, decimal value) => Rounded(sum - (sum / Period) + value);

    private static decimal Rounded(decimal value) => decimal.Round(value, Limits.IndicatorPlaces);
}
