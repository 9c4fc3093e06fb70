namespace Portcullis.Bots.Indicators;

/// <summary>Volume-weighted average price since the last reset: the sum of typical price times volume over the sum of volume.</summary>
public sealed class Vwap
{
    private decimal _priceVolume;
    private decimal _volume;

    /// <summary>Null until something was traded.</summary>
    public decimal? Value => _volume == 0m ? null : _priceVolume / _volume;

    /// <summary>Takes a bar. A venue that reports no volume counts each bar as one unit, which makes this a plain average.</summary>
    public void Add(decimal high, decimal low, decimal close, decimal volume)
    {
        var weight = volume == 0m ? 1m : volume;
        _priceVolume += (high + low + close) / 3m * weight;
        _volume += weight;
    }

    /// <summary>Begins a new day.</summary>
    public void Reset() => (_priceVolume, _volume) = (0m, 0m);
}
