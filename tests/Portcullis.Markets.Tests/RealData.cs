using System.Globalization;
using System.IO.Compression;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.Tests;

/// <summary>
/// Real market data from the folder that PORTCULLIS_MARKET_DATA names, else from <c>../shared/data</c> beside the repository. Tests that need it
/// are skipped by name where it does not exist.
/// </summary>
internal static class RealData
{
    public static readonly ReferenceData Reference = ReferenceData.Load(ReferenceData.DefaultFolder, 2026);

    private static readonly string? Folder = FindFolder();

    public static string File(string name)
    {
        Assert.SkipWhen(Folder is null, $"no market data: set PORTCULLIS_MARKET_DATA to a folder with {name}");
        var path = Path.Combine(Folder!, name);
        Assert.SkipUnless(System.IO.File.Exists(path), $"no {path}");
        return path;
    }

    /// <summary>Bars of a file, each at its end.</summary>
    public static IEnumerable<BarInput> Bars(string name, TimeSpan length)
    {
        foreach (var cells in Rows(name))
            yield return new BarInput(
                cells[1], At(cells[0]) + length, length, Number(cells[2]), Number(cells[3]), Number(cells[4]), Number(cells[5]), Number(cells[6]), Optional(cells[7]), Optional(cells[8]));
    }

    public static IEnumerable<TradeInput> Trades(string name)
    {
        foreach (var cells in Rows(name)) yield return new TradeInput(cells[1], At(cells[0]), Number(cells[5]), Number(cells[6]));
    }

    public static IEnumerable<QuoteInput> Quotes(string name)
    {
        foreach (var cells in Rows(name)) yield return new QuoteInput(cells[1], At(cells[0]), Optional(cells[7]), Optional(cells[8]));
    }

    private static IEnumerable<string[]> Rows(string name)
    {
        using var text = new StreamReader(new GZipStream(System.IO.File.OpenRead(File(name)), CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { } line) yield return line.Split(',');
    }

    private static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable("PORTCULLIS_MARKET_DATA") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
                return Directory.Exists(Path.Combine(folder.FullName, "../shared/data")) ? Path.Combine(folder.FullName, "../shared/data") : null;
        return null;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static decimal? Optional(string text) => text.Length == 0 ? null : Number(text);
}
