namespace Portcullis.Markets.Tests.Reference;

public sealed class Real_data_fits_the_calendars(ITestOutputHelper output)
{
    [Theory]
    [InlineData("EURUSD_1m_FXCM_20110307_20111031")]
    [InlineData("GOOG_1m_20151223-20151228_halfday")]
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
