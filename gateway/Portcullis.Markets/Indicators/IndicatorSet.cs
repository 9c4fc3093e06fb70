using Portcullis.Domain.Market;
using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Indicators;

/// <summary>All indicators of one instrument, kept up message by message.</summary>
internal sealed class IndicatorSet(TradingCalendar calendar)
{
    private readonly MinuteBars _minutes = new();
    private readonly WilderAverages _averages = new();
    private readonly ReturnVolatility _volatility = new();
    private readonly RegimeSense _regime = new();
    private readonly SessionVolume _volume = new(calendar);

    public decimal? Atr => _averages.Atr;

    public decimal? Adx => _averages.Adx;

    public decimal? Vwap => _volume.Vwap;

    public decimal Volume => _volume.Volume;

    public decimal? Volatility => _volatility.Value;

    public MarketRegime Regime => _regime.Regime;

    public void AddPrice(DateTimeOffset at, decimal price)
    {
        Complete(at);
        _minutes.Add(at, price, price, price, price);
    }

    /// <summary>A bar of at most one minute that ends at the given moment.</summary>
    public void AddBar(DateTimeOffset ends, TimeSpan length, decimal open, decimal high, decimal low, decimal close)
    {
        var starts = ends - length;
        Complete(starts);
        _minutes.Add(starts, open, high, low, close);
        Complete(ends);
    }

    public void AddVolume(DateTimeOffset at, decimal? price, decimal size) => _volume.Add(at, price, size);

    private void Complete(DateTimeOffset before)
    {
        if (!_minutes.TryComplete(before, out var bar)) return;
        _averages.Add(bar);
        _volatility.Add(bar.Close);
        if (_averages is { Atr: { } atr, Adx: { } adx } && bar.Close != 0m) _regime.Add(atr / Math.Abs(bar.Close), adx);
    }
}
