using Portcullis.Bots.Replay;

namespace Portcullis.Client.Tests.Bots;

/// <summary>The real files, where the folder that PORTCULLIS_MARKET_DATA names (or ../shared/data beside the repository) holds them.</summary>
public sealed class RealMarketFiles
{
    [Theory]
    [InlineData("bars/ES_1m_20131006-20131220.csv.gz", MarketFileKind.Bars, 60, 21_789)]
    [InlineData("bars/SPY_1s_20131007-20131011.csv.gz", MarketFileKind.Bars, 1, 100_184)]
    [InlineData("ticks/BAC_trades_20131010.csv.gz", MarketFileKind.Trades, 0, 124_567)]
    [InlineData("ticks/EURUSD_quotes_20140502.csv.gz", MarketFileKind.Quotes, 0, 49_341)]
    [InlineData("bars/XAUUSD_1m_20140501-20140515.csv.gz", MarketFileKind.QuoteBars, 60, 15_222)]
    [InlineData("bars/6E_1m_20240101-20240131.csv.gz", MarketFileKind.Bars, 60, 29_996)]
    public void A_real_file_is_understood_to_its_last_row(string file, MarketFileKind kind, int barSeconds, int rows)
    {
        var path = Path.Combine(Folder() ?? "", file);
        Assert.SkipUnless(File.Exists(path), $"{file} is not here; the hand-written rows of {nameof(ReadingMarketFiles)} serve instead.");
        var replay = new MarketReplay([path]);

        replay.Read().Count().ShouldBe(rows);

        replay.Problems.Count.ShouldBe(0);
        (replay.Files[0].Kind, replay.Files[0].BarSeconds).ShouldBe((kind, barSeconds));
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("PORTCULLIS_MARKET_DATA") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
                return Path.Combine(folder.Parent!.FullName, "shared", "data");
        }

        return null;
    }
}
