using Portcullis.Bots.Indicators;

namespace Portcullis.Client.Tests.Bots;

public sealed class IndicatorsByHand
{
    [Fact]
    public void Vwap_weighs_typical_prices_with_volume()
    {
        var vwap = new Vwap();
        vwap.Value.ShouldBeNull();

        vwap.Add(high: 12m, low: 9m, close: 9m, volume: 100m); // typical 10
        vwap.Value.ShouldBe(10m);
        vwap.Add(high: 15m, low: 12m, close: 15m, volume: 300m); // typical 14

        vwap.Value.ShouldBe(13m); // (10 * 100 + 14 * 300) / 400
    }

    [Fact]
    public void Vwap_without_volume_is_a_plain_average()
    {
        var vwap = new Vwap();

        vwap.Add(10m, 10m, 10m, 0m);
        vwap.Add(13m, 13m, 13m, 0m);

        vwap.Value.ShouldBe(11.5m);
    }

    [Fact]
    public void Vwap_begins_anew_after_a_reset()
    {
        var vwap = new Vwap();
        vwap.Add(10m, 10m, 10m, 100m);

        vwap.Reset();

        vwap.Value.ShouldBeNull();
        vwap.Add(20m, 20m, 20m, 1m);
        vwap.Value.ShouldBe(20m);
    }

    [Fact]
    public void Atr_is_first_a_mean_and_then_smoothed_as_Wilder_did()
    {
        var atr = new WilderAtr(3);

        atr.Add(high: 10m, low: 8m, close: 9m); // first range 2
        atr.Add(high: 12m, low: 9m, close: 11m); // range 3
        atr.Value.ShouldBeNull();
        atr.Add(high: 11.5m, low: 10.5m, close: 11m); // range 1
        atr.Value.ShouldBe(2m); // (2 + 3 + 1) / 3
        atr.Add(high: 16m, low: 14m, close: 15m); // a gap: 16 - 11 = 5

        atr.Value.ShouldBe(3m); // (2 * 2 + 5) / 3
    }

    [Fact]
    public void A_gap_down_counts_from_the_close_before()
    {
        var atr = new WilderAtr(1);

        atr.Add(10m, 9m, 10m);
        atr.Add(7m, 6m, 6m);

        atr.Value.ShouldBe(4m);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_period_without_bars_is_refused(int period) => Should.Throw<ArgumentOutOfRangeException>(() => new WilderAtr(period));
}
