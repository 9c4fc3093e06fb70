using System.IO.Compression;
using Portcullis.Client;

namespace Portcullis.Bots.Replay;

/// <summary>What the rows of a file are.</summary>
public enum MarketFileKind
{
    /// <summary>Finished bars of traded prices, with the closing quote where there was one.</summary>
    Bars,

    /// <summary>Bars of an instrument whose venue reports no trades: prices are the bid side.</summary>
    QuoteBars,

    /// <summary>Single trades.</summary>
    Trades,

    /// <summary>Single quotes.</summary>
    Quotes,
}

/// <summary>One file of market data, plain or gzip, whose kind and bar length are told from its rows.</summary>
public sealed class MarketFile
{
    private static readonly int[] BarLengths = [86_400, 14_400, 3_600, 1_800, 900, 600, 300, 120, 60, 30, 15, 10, 5, 1];

    private MarketFile(string path, MarketFileKind kind, int barSeconds) => (Path, Kind, BarSeconds) = (path, kind, barSeconds);

    public string Path { get; }

    public MarketFileKind Kind { get; }

    /// <summary>Length of its bars; 0 for ticks.</summary>
    public int BarSeconds { get; }

    /// <summary>Looks at the file's first rows.</summary>
    /// <exception cref="FormatException">The header is not the expected one, or no row can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MarketFile Open(string path)
    {
        var sample = Rows(path, new RowProblems()).Take(Limits.RowsSampled).Select(row => row.Row).ToList();
        if (sample.Count == 0)
            throw new FormatException($"{path}: no row of market data in it. Expected {MarketRow.Header}.");

        var quotesOnly = sample.TrueForAll(row => row.Volume == 0m && row.Bid is not null);
        var single = sample.TrueForAll(row => row.High == row.Low);
        var instants = sample.Select(row => (row.Symbol, row.Time)).Distinct().Count();
        var isTick = single && (instants < sample.Count || sample.Exists(row => row.Time.Millisecond != 0));
        return isTick
            ? new MarketFile(path, quotesOnly ? MarketFileKind.Quotes : MarketFileKind.Trades, 0)
            : new MarketFile(path, quotesOnly ? MarketFileKind.QuoteBars : MarketFileKind.Bars, BarLength(sample));
    }

    /// <summary>The file's events in its own order; rows that cannot be read are left out and reported.</summary>
    public IEnumerable<ReplayEvent> Read(RowProblems problems)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var (row, line) in Rows(Path, problems))
        {
            if (row.Time < last)
            {
                problems.Add(Path, line, $"{row.Time:O} is before the row above");
                continue;
            }

            last = row.Time;
            yield return Event(row);
        }
    }

    private ReplayEvent Event(in MarketRow row)
    {
        switch (Kind)
        {
            case MarketFileKind.Trades:
                return new ReplayEvent(new TradeEvent(row.Symbol, row.Time, row.Close, row.Volume), null);
            case MarketFileKind.Quotes:
                return new ReplayEvent(new QuoteEvent(row.Symbol, row.Time, row.Bid, row.Ask), null);
            default:
                var bar = new BarEvent(row.Symbol, row.Time, BarSeconds, row.Open, row.High, row.Low, row.Close, row.Volume, row.Bid, row.Ask);
                return new ReplayEvent(Kind == MarketFileKind.Bars ? bar : new QuoteEvent(row.Symbol, bar.At, row.Bid, row.Ask), bar);
        }
    }

    private static IEnumerable<(MarketRow Row, int Line)> Rows(string path, RowProblems problems)
    {
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(plain);
        if (reader.ReadLine()?.TrimEnd('\r') is not MarketRow.Header)
            throw new FormatException($"{path}(1): expected the header {MarketRow.Header}");

        var symbol = "";
        for (var line = 2; ; line++)
        {
            var text = NextLine(reader, path, line, problems);
            if (text is null)
                yield break;
            if (MarketRow.TryParse(text.AsSpan().TrimEnd('\r'), symbol, out var row, out var problem))
            {
                symbol = row.Symbol;
                yield return (row, line);
            }
            else
            {
                problems.Add(path, line, problem!);
            }
        }
    }

    /// <summary>A gzip file that was cut off ends where it was cut.</summary>
    private static string? NextLine(StreamReader reader, string path, int line, RowProblems problems)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            problems.Add(path, line, $"the file is damaged: {e.Message}");
            return null;
        }
    }

    /// <summary>
    /// The longest usual length that every start is a multiple of and that some starts are apart. Rows too few to tell are minutes where
    /// they can be.
    /// </summary>
    private static int BarLength(List<MarketRow> sample) =>
        BarLengths.FirstOrDefault(length => OnGrid(sample, length) && Steps(sample, length), OnGrid(sample, BarBuilder.Seconds) ? BarBuilder.Seconds : 1);

    private static bool OnGrid(List<MarketRow> sample, int length) =>
        sample.TrueForAll(row => row.Time.Ticks % (length * TimeSpan.TicksPerSecond) == 0);

    private static bool Steps(List<MarketRow> sample, int length) =>
        sample.GroupBy(row => row.Symbol).Any(rows => rows.Zip(rows.Skip(1), (one, next) => next.Time - one.Time).Any(step => step.TotalSeconds == length));
}
