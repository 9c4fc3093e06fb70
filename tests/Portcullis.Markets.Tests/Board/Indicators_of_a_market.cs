using Portcullis.Domain.Market;

namespace Portcullis.Markets.Tests.Board;

/// <summary>Indicators against plain calculations over the same bars, written apart from the incremental ones.</summary>
public sealed class Indicators_of_a_market
{
    private readonly BoardWorld _world = new();

    private static readonly (decimal Open, decimal High, decimal Low, decimal Close)[] Walk = [.. MakeWalk(60)];

    [Fact]
    public void The_average_true_range_is_wilders()
    {
        Play();
        var ranges = Walk.Skip(1).Zip(Walk, (bar, before) => Math.Max(bar.High - bar.Low, Math.Max(Math.Abs(bar.High - before.Close), Math.Abs(bar.Low - before.Close)))).ToArray();
        var expected = ranges.Take(14).Average();
        foreach (var range in ranges.Skip(14)) expected = ((expected * 13m) + range) / 14m;
        _world.Board.Current.For("SPY").Atr!.Value.ShouldBe(expected, 0.0000001m);
    }

    [Fact]
    public void The_directional_index_is_wilders()
    {
        Play();
        var moves = Walk.Skip(1).Zip(Walk, (bar, before) => (Up: bar.High - before.High, Down: before.Low - bar.Low)).ToArray();
        var ups = Smooth([.. moves.Select(m => m.Up > m.Down && m.Up > 0m ? m.Up : 0m)]);
        var downs = Smooth([.. moves.Select(m => m.Down > m.Up && m.Down > 0m ? m.Down : 0m)]);
        var directions = ups.Zip(downs, (up, down) => up + down == 0m ? 0m : 100m * Math.Abs(up - down) / (up + down)).ToArray();
        var expected = directions.Take(14).Average();
        foreach (var direction in directions.Skip(14)) expected = ((expected * 13m) + direction) / 14m;
        _world.Board.Current.For("SPY").Adx!.Value.ShouldBe(expected, 0.000001m);
    }

    [Fact]
    public void Volatility_weighs_the_last_minute_with_six_percent()
    {
        Play();
        double? variance = null;
        for (var i = 1; i < Walk.Length; i++)
        {
            var change = (double)(Walk[i].Close / Walk[i - 1].Close) - 1.0;
            variance = variance is { } known ? (0.94 * known) + (0.06 * change * change) : change * change;
        }

        ((double)_world.Board.Current.For("SPY").Volatility!.Value).ShouldBe(Math.Sqrt(variance!.Value), 0.00000001);
    }

    [Fact]
    public void The_average_price_weighs_by_volume_and_begins_anew_with_the_trading_date()
    {
        _world.Trade(0, 100m, 100m);
        _world.Trade(1, 100.10m, 300m);
        var view = _world.Trade(2, 100m, 0m);
        view.Vwap.ShouldBe(100.075m);
        view.Volume.ShouldBe(400m);
        var tomorrow = _world.Trade(86_400, 100.05m, 10m);
        tomorrow.Vwap.ShouldBe(100.05m);
        tomorrow.Volume.ShouldBe(10m);
    }

    [Fact]
    public void Nothing_is_known_before_enough_bars()
    {
        Play(14);
        _world.Board.Current.For("SPY").Atr.ShouldBeNull();
        Play(15);
        _world.Board.Current.For("SPY").Atr.ShouldNotBeNull();
        Play(27);
        _world.Board.Current.For("SPY").Adx.ShouldBeNull();
        Play(28);
        _world.Board.Current.For("SPY").Adx.ShouldNotBeNull();
    }

    [Fact]
    public void Shorter_bars_make_the_same_minutes()
    {
        Play();
        var shorter = new MarketBoard(RealData.Reference.Catalog);
        for (var i = 0; i < Walk.Length; i++)
        {
            var (open, high, low, close) = Walk[i];
            (decimal, decimal, decimal, decimal)[] parts = [(open, high, open, high), (high, high, low, low), (low, close, low, close)];
            for (var part = 0; part < 3; part++)
            {
                var (o, h, l, c) = parts[part];
                shorter.Apply(new BarInput("SPY", BoardWorld.At((i * 60) + (part * 20) + 20), TimeSpan.FromSeconds(20), o, h, l, c, 0m, close - 0.01m, close + 0.01m));
            }
        }

        var (whole, made) = (_world.Board.Current.For("SPY"), shorter.Current.For("SPY"));
        (made.Atr, made.Adx, made.Volatility).ShouldBe((whole.Atr, whole.Adx, whole.Volatility));
    }

    [Fact]
    public void A_trend_is_named_and_one_bar_does_not_end_it()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            var close = 100m + (0.05m * minute);
            _world.Bar(minute, close - 0.05m, close + 0.01m, close - 0.06m, close, 0m, close - 0.01m, close + 0.01m);
        }

        _world.Board.Current.For("SPY").Regime.ShouldBe(MarketRegime.Trend);
    }

    [Fact]
    public void A_burst_after_calm_is_volatile()
    {
        for (var minute = 0; minute < 150; minute++)
        {
            var close = 100m + (minute % 2 == 0 ? 0.02m : 0m);
            _world.Bar(minute, close, close + 0.02m, close - 0.02m, close, 0m, close - 0.01m, close + 0.01m);
        }

        _world.Board.Current.For("SPY").Regime.ShouldBeOneOf(MarketRegime.Range, MarketRegime.Quiet);
        for (var minute = 150; minute < 170; minute++) _world.Bar(minute, 100m, 100.3m, 99.7m, 100m, 0m, 99.99m, 100.01m);
        _world.Board.Current.For("SPY").Regime.ShouldBe(MarketRegime.Volatile);
    }

    private int _played;

    private void Play(int? until = null)
    {
        for (; _played < (until ?? Walk.Length); _played++)
        {
            var (open, high, low, close) = Walk[_played];
            _world.Bar(_played, open, high, low, close, 0m, close - 0.01m, close + 0.01m).View!.Doubt.ShouldBe(MarkDoubt.None);
        }
    }

    private static decimal[] Smooth(decimal[] values)
    {
        var smoothed = new List<decimal> { values.Take(14).Sum() };
        foreach (var value in values.Skip(14)) smoothed.Add(smoothed[^1] - (smoothed[^1] / 14m) + value);
        return [.. smoothed];
    }

    private static IEnumerable<(decimal Open, decimal High, decimal Low, decimal Close)> MakeWalk(int bars)
    {
        var random = new Random(7);
        var close = 100m;
        for (var i = 0; i < bars; i++)
        {
            var open = close;
            close = open + (0.01m * random.Next(-12, 14));
            yield return (open, Math.Max(open, close) + (0.01m * random.Next(0, 5)), Math.Min(open, close) - (0.01m * random.Next(0, 5)), close);
        }
    }
}
