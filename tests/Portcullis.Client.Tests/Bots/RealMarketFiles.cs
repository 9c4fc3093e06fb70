using Portcullis.Bots.Replay;

namespace Portcullis.Client.Tests.Bots;

/// <summary>The real files, from the folder that PORTCULLIS_MARKET_DATA names, or ../shared/data beside the repository; else a sample.</summary>
public sealed class RealMarketFiles(ITestOutputHelper output)
{
    private static readonly Dictionary<string, (MarketFileKind Kind, int BarSeconds, int Rows)> Known = new()
    {
        ["bars/ES_1m_20131006-20131220.csv.gz"] = (MarketFileKind.Bars, 60, 21_789),
        ["bars/SPY_1s_20131007-20131011.csv.gz"] = (MarketFileKind.Bars, 1, 100_184),
        ["bars/6E_1m_20240101-20240131.csv.gz"] = (MarketFileKind.Bars, 60, 29_996),
        ["bars/XAUUSD_1m_20140501-20140515.csv.gz"] = (MarketFileKind.QuoteBars, 60, 15_222),
        ["ticks/BAC_trades_20131010.csv.gz"] = (MarketFileKind.Trades, 0, 124_567),
        ["ticks/EURUSD_quotes_20140502.csv.gz"] = (MarketFileKind.Quotes, 0, 49_341),
    };

    private static readonly Dictionary<string, (MarketFileKind Kind, int BarSeconds, int Rows)> Sample = new()
    {
        ["ES_1m_sample.csv"] = (MarketFileKind.Bars, 60, 4),
        ["SPY_trades_sample.csv"] = (MarketFileKind.Trades, 0, 3),
        ["XAUUSD_1m_sample.csv"] = (MarketFileKind.QuoteBars, 60, 3),
    };

    [Fact]
    public void Every_file_is_understood_to_its_last_row()
    {
        var (folder, files) = Folder() is { } real ? (real, Known) : (Path.Combine(AppContext.BaseDirectory, "Samples"), Sample);
        output.WriteLine($"used {folder}");

        foreach (var (name, expected) in files)
        {
            var replay = new MarketReplay([Path.Combine(folder, name)]);
            var rows = replay.Read().Count();

            replay.Problems.Described.ShouldBeEmpty(name);
            (replay.Files[0].Kind, replay.Files[0].BarSeconds, rows).ShouldBe(expected, name);
        }
    }

    private static string? Folder()
    {
        var named = Environment.GetEnvironmentVariable("PORTCULLIS_MARKET_DATA");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); named is null && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
                named = Path.Combine(folder.Parent!.FullName, "shared", "data");
        }

        return named is not null && Known.Keys.All(file => File.Exists(Path.Combine(named, file))) ? named : null;
    }
}
