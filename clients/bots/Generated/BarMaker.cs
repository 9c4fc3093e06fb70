using Portcullis.Bots.Indicators;
using Portcullis.Client;

namespace Portcullis.Bots.Generated;

/// <summary>Draws one-minute bars of an instrument, in whole ticks, from a drift and a noise.</summary>
internal sealed class BarMaker(string symbol, decimal firstPrice, Chance chance)
{
    private const int StepsPerBar = 12;

    private readonly decimal _tick = InstrumentSpec.For(symbol).TickSize;
    private readonly Vwap _vwap = new();
    private int _price = (int)(firstPrice / InstrumentSpec.For(symbol).TickSize);

    public string Symbol => symbol;

    public decimal Price => _price * _tick;

    /// <summary>How far the price is above VWAP, in ticks.</summary>
    private int AboveVwap => _vwap.Value is { } vwap ? _price - (int)Math.Round(vwap / _tick) : 0;

    /// <summary>The next bar, which ends near a distance from VWAP that lies <paramref name="barsLeft"/> bars ahead.</summary>
    /// <param name="start">When it begins.</param>
    /// <param name="ticksFromVwap">Where the path is going.</param>
    /// <param name="barsLeft">Bars until it should be there, this one included.</param>
    /// <param name="noise">Largest step of chance, in ticks.</param>
    /// <param name="volume">About how much is traded.</param>
    public BarEvent Toward(DateTimeOffset start, int ticksFromVwap, int barsLeft, int noise, int volume) =>
        Next(start, (ticksFromVwap - AboveVwap) / Math.Max(1, barsLeft), noise, volume);

    /// <summary>The next bar.</summary>
    /// <param name="start">When it begins.</param>
    /// <param name="drift">Ticks that it moves, before noise.</param>
    /// <param name="noise">Largest step of chance, in ticks.</param>
    /// <param name="volume">About how much is traded.</param>
    public BarEvent Next(DateTimeOffset start, int drift, int noise, int volume)
    {
        int open = _price, high = open, low = open;
        var end = open + drift;
        for (var step = 1; step <= StepsPerBar; step++)
        {
            // Noise dies out towards the end of the bar, so that the path goes where it was sent.
            var wiggle = step == StepsPerBar ? 0 : chance.Between(-noise, noise);
            _price = open + (drift * step / StepsPerBar) + wiggle;
            (high, low) = (Math.Max(high, _price), Math.Min(low, _price));
        }

        _price = end;
        (high, low) = (Math.Max(high, end), Math.Min(low, end));
        var traded = chance.Between(volume / 2, volume * 3 / 2);
        _vwap.Add(high * _tick, low * _tick, end * _tick, traded);
        var bid = (end - chance.Between(0, 1)) * _tick;
        return new BarEvent(symbol, start, Replay.BarBuilder.Seconds, open * _tick, high * _tick, low * _tick, end * _tick, traded, bid, bid + _tick);
    }
}
