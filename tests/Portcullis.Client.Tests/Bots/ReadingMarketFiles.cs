using System.IO.Compression;
using Portcullis.Bots.Replay;

namespace Portcullis.Client.Tests.Bots;

public sealed class ReadingMarketFiles : IDisposable
{
    private const string Header = "timestamp_utc,symbol,open,high,low,close,volume,bid,ask";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portcullis-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_bar_happens_at_its_end_with_its_closing_quote()
    {
        var file = Write("es.csv",
            "2013-12-18T18:59:00Z,ESZ13,1775.25,1776,1775,1775.5,420,1775.25,1775.5",
            "2013-12-18T19:00:00Z,ESZ13,1775.5,1777,1770,1771,9420,1770.75,");

        var events = new MarketReplay([file]).Read().ToList();

        var first = events[0].Published.ShouldBeOfType<BarEvent>();
        first.At.ShouldBe(new DateTimeOffset(2013, 12, 18, 19, 0, 0, TimeSpan.Zero));
        first.Seconds.ShouldBe(60);
        (first.High, first.Bid, first.Ask).ShouldBe((1776m, 1775.25m, 1775.5m));
        events[1].Published.ShouldBeOfType<BarEvent>().Ask.ShouldBeNull();
    }

    [Fact]
    public void Trades_become_trades_at_their_own_instant()
    {
        var file = Write("spy.csv",
            "2013-10-10T08:00:00.795Z,SPY,166.43,166.43,166.43,166.43,200,,",
            "2013-10-10T08:00:00.795Z,SPY,166.43,166.43,166.43,166.43,100,,");

        var replay = new MarketReplay([file]);

        replay.Files[0].Kind.ShouldBe(MarketFileKind.Trades);
        replay.Read().Select(next => next.Published).ShouldBe([
            new TradeEvent("SPY", new DateTimeOffset(2013, 10, 10, 8, 0, 0, 795, TimeSpan.Zero), 166.43m, 200m),
            new TradeEvent("SPY", new DateTimeOffset(2013, 10, 10, 8, 0, 0, 795, TimeSpan.Zero), 166.43m, 100m)]);
    }

    [Fact]
    public void An_instrument_without_trades_gives_quotes_and_bots_still_see_its_bars()
    {
        var file = Write("gold.csv",
            "2014-05-01T00:00:00Z,XAUUSD,1291.677,1291.955,1291.376,1291.464,0,1291.464,1291.741",
            "2014-05-01T00:01:00Z,XAUUSD,1291.421,1291.686,1291.352,1291.686,0,1291.686,1291.98");

        var first = new MarketReplay([file]).Read().First();

        first.Published.ShouldBe(new QuoteEvent("XAUUSD", new DateTimeOffset(2014, 5, 1, 0, 1, 0, TimeSpan.Zero), 1291.464m, 1291.741m));
        first.Bar!.High.ShouldBe(1291.955m);
    }

    [Fact]
    public void Gzip_is_read_like_plain_text()
    {
        string[] rows = ["2013-12-18T18:59:00Z,ESZ13,1,1,1,1,4,1,1.25", "2013-12-18T19:00:00Z,ESZ13,1,2,1,1,4,1,1.25"];
        var zipped = Path.Combine(_folder.FullName, "es.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(File.Create(zipped), CompressionLevel.Fastest)))
            writer.Write(string.Join('\n', rows.Prepend(Header)) + "\n");

        new MarketReplay([zipped]).Read().ShouldBe(new MarketReplay([Write("es.csv", rows)]).Read());
    }

    [Theory]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,1,1,1,4", "expected 9 columns")]
    [InlineData("2013-12-18 19:00,ESZ13,1,1,1,1,4,,", "is no UTC time")]
    [InlineData("2013-12-18T19:00:00Z,,1,1,1,1,4,,", "symbol is missing")]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,1,1,NaN,4,,", "'NaN' in column 6 is no number")]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,1,1,1,4,x,", "bid and ask")]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,1,-1,1,4,,", "not positive")]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,0.5,0.25,1,4,,", "between low and high")]
    [InlineData("2013-12-18T19:00:00Z,ESZ13,1,1,1,1,-4,,", "volume is negative")]
    [InlineData("2013-12-18T18:00:00Z,ESZ13,1,1,1,1,4,,", "is before the row above")]
    public void A_bad_row_is_left_out_and_named_by_file_and_line(string row, string reason)
    {
        var file = Write("es.csv", "2013-12-18T18:58:00Z,ESZ13,1,2,1,1,4,,", row, "2013-12-18T19:01:00Z,ESZ13,1,2,1,1,4,,");
        var replay = new MarketReplay([file]);

        replay.Read().Count().ShouldBe(2);

        var problem = replay.Problems.Described.ShouldHaveSingleItem();
        (problem.File, problem.Line).ShouldBe(("es.csv", 3));
        problem.Reason.ShouldContain(reason);
    }

    [Fact]
    public void A_flood_of_bad_rows_is_counted_and_its_beginning_described()
    {
        var file = Write("es.csv", ["2013-12-18T18:58:00Z,ESZ13,1,2,1,1,4,,", .. Enumerable.Repeat("rubbish", 101)]);
        var replay = new MarketReplay([file]);

        replay.Read().Count().ShouldBe(1);

        replay.Problems.Count.ShouldBe(101);
        replay.Problems.Described.Count.ShouldBe(Portcullis.Bots.Limits.ProblemsDescribed);
    }

    [Fact]
    public void A_gzip_that_was_cut_off_is_read_up_to_the_cut_and_reported()
    {
        var whole = Path.Combine(_folder.FullName, "whole.csv.gz");
        var start = new DateTimeOffset(2013, 12, 18, 0, 0, 0, TimeSpan.Zero);
        var rows = Enumerable.Range(0, 1_400).Select(i => $"{start.AddMinutes(i):yyyy-MM-ddTHH:mm:ssZ},ESZ13,1,2,1,{1 + (i * 7919 % 1000 / 1000m)},{i},,");
        using (var writer = new StreamWriter(new GZipStream(File.Create(whole), CompressionLevel.Fastest)))
            writer.Write(string.Join('\n', rows.Prepend(Header)) + "\n");
        var bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(whole, bytes[..(bytes.Length / 2)]);
        var replay = new MarketReplay([whole]);

        replay.Read().Count().ShouldBeInRange(1, 1_399);

        replay.Problems.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Another_header_is_refused_with_the_one_expected()
    {
        var file = Path.Combine(_folder.FullName, "other.csv");
        File.WriteAllText(file, "date,price\n2013-12-18,1775\n");

        Should.Throw<FormatException>(() => new MarketReplay([file])).Message.ShouldContain(Header);
    }

    [Fact]
    public void Several_files_are_merged_by_time_then_symbol_then_file()
    {
        var spy = Write("a.csv", "2013-10-10T14:00:00Z,SPY,1,2,1,1,1,,", "2013-10-10T14:01:00Z,SPY,1,2,1,1,2,,");
        var bac = Write("b.csv", "2013-10-10T14:00:00Z,BAC,1,2,1,1,3,,", "2013-10-10T14:01:00Z,BAC,1,2,1,1,4,,");
        var again = Write("c.csv", "2013-10-10T14:00:00Z,SPY,1,2,1,1,5,,", "2013-10-10T14:01:00Z,AIG,1,2,1,1,6,,");

        Volumes(spy, bac, again).ShouldBe([3m, 1m, 5m, 6m, 4m, 2m]);
        Volumes(again, spy, bac).ShouldBe([3m, 5m, 1m, 6m, 4m, 2m]);
    }

    [Fact]
    public void Batches_end_with_the_minute_at_stops_and_when_they_are_full()
    {
        var start = new DateTimeOffset(2013, 10, 10, 14, 0, 0, TimeSpan.Zero);
        List<int> seconds = [10, 20, 50, 70, 200];
        var events = seconds.Select(second => new ReplayEvent(new TradeEvent("SPY", start.AddSeconds(second), 1m, 1m), null));

        var batches = ReplayBatches.Cut(events, [start.AddSeconds(30), start.AddSeconds(-5), start.AddSeconds(100)], most: 2).ToList();

        batches.Select(batch => (batch.Events.Count, (batch.Until - start).TotalSeconds, batch.IsStop)).ShouldBe(
            [(2, 30d, true), (1, 60d, true), (1, 100d, true), (1, 240d, true)]);
        ReplayBatches.Cut(events, [], most: 2).Select(batch => (batch.Events.Count, batch.IsStop)).ShouldBe(
            [(2, false), (1, true), (1, true), (1, true)]);
    }

    [Fact]
    public void Minutes_are_built_from_shorter_bars_and_single_trades_are_not_counted_again()
    {
        var start = new DateTimeOffset(2013, 10, 10, 14, 0, 0, TimeSpan.Zero);
        var builder = new BarBuilder("SPY");
        BarEvent Second(int second, decimal low, decimal high, decimal close) => new("SPY", start.AddSeconds(second), 1, low, high, low, close, 10m, close, close + 0.01m);

        builder.Add(Bar(Second(1, 100m, 101m, 100.5m))).ShouldBeEmpty();
        builder.Add(new ReplayEvent(new TradeEvent("SPY", start.AddSeconds(2), 200m, 5m), null)).ShouldBeEmpty();
        builder.Add(Bar(Second(59, 99m, 100m, 99.5m))).ShouldBeEmpty();
        builder.Finish(start.AddSeconds(59)).ShouldBeNull();

        builder.Finish(start.AddMinutes(1)).ShouldBe(new BarEvent("SPY", start, 60, 100m, 101m, 99m, 99.5m, 20m, 99.5m, 99.51m));
        builder.Finish(start.AddMinutes(1)).ShouldBeNull();
    }

    [Fact]
    public void Minutes_are_built_from_trades_where_there_is_nothing_else()
    {
        var start = new DateTimeOffset(2013, 10, 10, 14, 0, 0, TimeSpan.Zero);
        var builder = new BarBuilder("SPY");
        ReplayEvent Trade(int second, decimal price) => new(new TradeEvent("SPY", start.AddSeconds(second), price, 5m), null);

        builder.Add(Trade(1, 10m)).ShouldBeEmpty();
        builder.Add(Trade(30, 12m)).ShouldBeEmpty();

        builder.Add(Trade(61, 11m)).ShouldBe([new BarEvent("SPY", start, 60, 10m, 12m, 10m, 12m, 10m)]);
    }

    [Fact]
    public void The_busiest_symbol_of_each_day_follows_a_roll()
    {
        var file = Write("es.csv",
            "2013-12-03T15:00:00Z,ESH14,1,2,1,1,10,,", "2013-12-03T15:00:00Z,ESZ13,1,2,1,1,900,,",
            "2013-12-18T15:00:00Z,ESH14,1,2,1,1,800,,", "2013-12-18T15:00:00Z,ESZ13,1,2,1,1,20,,");

        var survey = ReplaySurvey.Of(new MarketReplay([file]).Read());

        survey.Days.Select(survey.Busiest).ShouldBe(["ESZ13", "ESH14"]);
    }

    [Fact]
    public void Sunday_evening_belongs_to_monday()
    {
        Portcullis.Bots.TradingDay.Of(new DateTimeOffset(2013, 10, 6, 22, 0, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2013, 10, 7));
        Portcullis.Bots.TradingDay.Of(new DateTimeOffset(2013, 10, 7, 21, 59, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2013, 10, 7));
        Portcullis.Bots.TradingDay.Of(new DateTimeOffset(2013, 12, 18, 22, 30, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2013, 12, 18));
    }

    private static ReplayEvent Bar(BarEvent bar) => new(bar, bar);

    private static IEnumerable<decimal> Volumes(params string[] files) =>
        new MarketReplay(files).Read().Select(next => next.Bar!.Volume);

    private string Write(string name, params IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, rows.Prepend(Header));
        return path;
    }
}
