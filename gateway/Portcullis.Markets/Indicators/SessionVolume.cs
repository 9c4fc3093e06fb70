using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Indicators;

/// <summary>Volume and volume-weighted average price of the trading date, from its first message on.</summary>
internal sealed class SessionVolume(TradingCalendar calendar)
{
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private decimal _weightedVolume;
    private decimal _weightedSum;

    public decimal Volume { get; private set; }

    /// <summary>Null as long as no volume has been reported.</summary>
    public decimal? Vwap { get; private set; }

    /// <summary>Counts volume; a price of null belongs to no market and does not weigh on the average.</summary>
    public void Add(DateTimeOffset at, decimal? price, decimal size)
    {
        // A bar that ends with the session still belongs to it.
        if (at > _until) Begin(at);
        Volume += size;
        if (price is not { } weighted || size == 0m) return;
        _weightedVolume += size;
        _weightedSum += weighted * size;
        Vwap = decimal.Round(_weightedSum / _weightedVolume, Limits.IndicatorPlaces);
    }

    private void Begin(DateTimeOffset at)
    {
        _until = calendar.TradingDateAt(at).Until;
        (Volume, _weightedVolume, _weightedSum, Vwap) = (0m, 0m, 0m, null);
    }
}
