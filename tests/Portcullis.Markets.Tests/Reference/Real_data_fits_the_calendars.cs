namespace Portcullis.Markets.Tests.Reference;

public sealed class Real_data_fits_the_calendars(ITestOutputHelper output)
{
    [Theory]
    [InlineData("ES_1m_20131006-20131220")]
    [InlineData("GC_1m_20131007-20131011")]
    [InlineData("6E_1m_20240101-20240131")]
    [InlineData("EURUSD_1m_20140501-20180404")]
    [InlineData("EURUSD_1m_FXCM_20110307_20111031")]
    [InlineData("XAUUSD_1m_20140501-20140515")]
    [InlineData("DE30EUR_1m_20190220-20190222")]
    [InlineData("SPY_1m_20131004-20131011")]
    [InlineData("GOOG_1m_20151223-20151228_halfday")]
    [InlineData("BTCUSD_1m_20161007-20180406")]
    public void Bars_begin_while_their_market_is_open(string file)
    {
        var (bars, outside) = (0, new List<DateTimeOffset>());
        foreach (var bar in RealData.Bars($"bars/{file}.csv.gz", TimeSpan.FromMinutes(1)))
        {
            bars++;
            var instrument = RealData.Reference.Catalog.Find(bar.Symbol)!;
            if (RealData.Reference.Catalog.CalendarOf(instrument).OpeningAt(bar.At - bar.Length) is null) outside.Add(bar.At - bar.Length);
        }

        output.WriteLine($"{file}: {bars} bars, {outside.Count} outside: {string.Join(" ", outside.Take(20).Select(at => at.ToString("u")))}");
        ((double)outside.Count / bars).ShouldBeLessThan(0.002);
    }
}
