namespace Portcullis.Markets.Indicators;

/// <summary>
/// Standard deviation of one-minute returns with exponentially falling weights: variance = 0.94 * variance + 0.06 * return squared. The square
/// root alone is taken in binary floating point, which IEEE 754 requires to be rounded correctly, so that it is equal on every machine.
/// </summary>
internal sealed class ReturnVolatility
{
    private const decimal Persistence = 0.94m;
    private const int VariancePlaces = 20;

    private decimal? _previousClose;
    private decimal? _variance;

    public decimal? Value { get; private set; }

    public void Add(decimal close)
    {
        if (_previousClose is { } previous && previous != 0m)
        {
            var change = (close / previous) - 1m;
            var square = change * change;
            _variance = decimal.Round(_variance is { } variance ? (Persistence * variance) + ((1m - Persistence) * square) : square, VariancePlaces);
            Value = decimal.Round((decimal)Math.Sqrt((double)_variance.Value), Limits.IndicatorPlaces);
        }

        _previousClose = close;
    }
}
