using Portcullis.Domain.Market;

namespace Portcullis.Markets.Tests.Board;

public sealed class Real_markets(ITestOutputHelper output)
{
    private readonly MarketBoard _board = new(RealData.Reference.Catalog);

    [Fact]
    public void Late_prints_in_SPY_ticks_never_move_its_mark()
    {
        var (marks, doubts, previous) = (0, 0, (decimal?)null);
        var largest = 0m;
        foreach (var trade in RealData.Trades("ticks/SPY_trades_20131010.csv.gz"))
        {
            var view = _board.Apply(trade).View!;
            marks++;
            if (view.Doubt != MarkDoubt.None) doubts++;
            if (previous is { } before) largest = Math.Max(largest, Math.Abs((view.Mid!.Value / before) - 1m));
            previous = view.Mid;

            // From 13:00 UTC on the market stayed above 166.5 while reports of 165.59 kept coming in.
            if (trade.Price == 165.59m && trade.At.Hour >= 13) view.Mid!.Value.ShouldBeGreaterThan(166.5m);
        }

        output.WriteLine($"{marks} trades, {doubts} in doubt, largest step {largest:P3}");
        marks.ShouldBe(460_022);
        largest.ShouldBeLessThan(0.002m);
        doubts.ShouldBeInRange(20, 100);
    }

    [Theory]
    [InlineData("2013-10-08T20:53:24Z")]
    [InlineData("2013-10-08T21:23:27Z")]
    public void Late_prints_in_SPY_one_second_bars_move_neither_mark_nor_range_nor_average(string at)
    {
        var print = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        MarketView? before = null;
        foreach (var bar in RealData.Bars("bars/SPY_1s_20131007-20131011.csv.gz", TimeSpan.FromSeconds(1)))
        {
            var change = _board.Apply(bar);
            if (bar.At < print)
            {
                before = change.View;
                continue;
            }

            bar.At.ShouldBe(print);
            bar.Close.ShouldBe(167.51m);
            change.View!.Mid!.Value.ShouldBe(before!.Mid!.Value, 0.05m);
            change.View.Last.ShouldBe(before.Last);
            change.View.Vwap!.Value.ShouldBe(before.Vwap!.Value, 0.01m);
            change.Range!.Value.High.ShouldBeLessThan(165.5m);
            change.View.Doubt.ShouldBe(MarkDoubt.None);
            return;
        }

        Assert.Fail("the print was not found");
    }

    [Fact]
    public void A_split_is_doubted_until_many_quotes_have_confirmed_it()
    {
        var (doubtful, trusted) = (0, false);
        foreach (var bar in RealData.Bars("bars/AAPL_1m_20140605-20140609_split7for1.csv.gz", TimeSpan.FromMinutes(1)))
        {
            var change = _board.Apply(bar);
            if (bar.At.Day < 9) continue;
            if (change.View!.Doubt == MarkDoubt.OutOfLine && !trusted)
            {
                doubtful++;
                change.View.Bid!.Value.ShouldBeGreaterThan(600m);
                change.Range!.Value.Low.ShouldBeGreaterThan(600m);
            }
            else if (!trusted)
            {
                trusted = true;
                change.View.Bid!.Value.ShouldBeInRange(90m, 95m);
            }
        }

        output.WriteLine($"{doubtful} bars in doubt");
        trusted.ShouldBeTrue();
        doubtful.ShouldBe(Limits.ExtremeConfirmingQuotes - 1);
    }

    [Fact]
    public void Crossed_quotes_are_doubted_and_leave_the_mark_where_it_was()
    {
        var crossed = 0;
        MarketView? before = null;
        foreach (var bar in RealData.Bars("bars/EURUSD_1m_FXCM_20110307_20111031.csv.gz", TimeSpan.FromMinutes(1)))
        {
            var view = _board.Apply(bar).View!;
            if (bar.Bid > bar.Ask)
            {
                crossed++;
                view.Doubt.ShouldBe(MarkDoubt.Crossed);
                if (before is not null) (view.Bid, view.Ask).ShouldBe((before.Bid, before.Ask));
            }
            else if (view.Doubt == MarkDoubt.None) (view.Bid, view.Ask).ShouldBe((bar.Bid, bar.Ask));

            before = view;
        }

        crossed.ShouldBe(62);
    }

    [Theory]
    [InlineData("ES_1m_20131006-20131220", 0.001)]
    [InlineData("GC_1m_20131007-20131011", 0.005)]
    [InlineData("EURUSD_1m_20140501-20180404", 0.003)]
    [InlineData("6E_1m_20240101-20240131", 0.002)]
    [InlineData("XAUUSD_1m_20140501-20140515", 0.005)]
    [InlineData("DE30EUR_1m_20190220-20190222", 0.005)]
    [InlineData("BTCUSDT_1m_20221213", 0.01)]
    [InlineData("BTCUSD_1m_20161007-20180406", 0.02)]
    [InlineData("SPY_1m_20131004-20131011", 0.02)]
    [InlineData("SPY_1m_20230803", 0.02)]
    [InlineData("IBM_1m_20131004-20131011", 0.05)]
    [InlineData("BAC_1m_20131004-20131011", 0.02)]
    public void Calm_and_fast_markets_alike_trade_in_their_hours_and_are_hardly_ever_in_doubt(string file, double share)
    {
        var (bars, doubtful, refused, outside) = (0, 0, 0, 0);
        var catalog = RealData.Reference.Catalog;
        foreach (var bar in RealData.Bars($"bars/{file}.csv.gz", TimeSpan.FromMinutes(1)))
        {
            var change = _board.Apply(bar);
            bars++;
            if (catalog.CalendarOf(catalog.Find(bar.Symbol)!).OpeningAt(bar.At - bar.Length) is null) outside++;
            if (!change.Accepted) refused++;
            else if (change.View!.Doubt != MarkDoubt.None) doubtful++;
        }

        output.WriteLine($"{file}: {bars} bars, {doubtful} in doubt ({(double)doubtful / bars:P2}), {refused} refused, {outside} outside of hours");
        refused.ShouldBe(0);
        outside.ShouldBe(0);
        ((double)doubtful / bars).ShouldBeLessThan(share);
    }

    [Theory]
    [InlineData("ticks/EURUSD_quotes_20140502.csv.gz")]
    [InlineData("ticks/EURUSD_quotes_20140508.csv.gz")]
    public void Payrolls_and_a_press_conference_pass_without_doubt(string file)
    {
        var (quotes, doubtful) = (0, 0);
        foreach (var quote in RealData.Quotes(file))
        {
            quotes++;
            if (_board.Apply(quote).View!.Doubt != MarkDoubt.None) doubtful++;
        }

        output.WriteLine($"{quotes} quotes, {doubtful} in doubt");
        ((double)doubtful / quotes).ShouldBeLessThan(0.0001);
    }

    [Fact]
    public void Two_runs_over_the_same_ticks_give_equal_views()
    {
        var second = new MarketBoard(RealData.Reference.Catalog);
        foreach (var trade in RealData.Trades("ticks/BAC_trades_20131010.csv.gz")) second.Apply(trade).View.ShouldBe(_board.Apply(trade).View);
        _board.Current.For("BAC").Regime.ShouldNotBe(MarketRegime.Unknown);
    }
}
