using System.IO.Compression;
using System.Text;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.News;

/// <summary>
/// Loads a news calendar by the file's ending: <c>.csv</c> (columns timestamp_utc, currency, impact and title, others ignored), <c>.json</c>
/// (ForexFactory's weekly export) or <c>.ics</c>, each also with <c>.gz</c>.
/// </summary>
public static class NewsCalendarLoader
{
    private const string Compressed = ".gz";

    /// <exception cref="ReferenceException">The file as a whole cannot be read: missing, of another kind, without its header.</exception>
    public static NewsLoad Load(string path, NewsDefaults? defaults = null)
    {
        if (!File.Exists(path)) throw Unusable(path, "expected this file to exist");
        var plain = path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? path[..^Compressed.Length] : path;
        var name = Path.GetFileName(path);
        try
        {
            using Stream file = File.OpenRead(path);
            using var content = plain.Length == path.Length ? file : new GZipStream(file, CompressionMode.Decompress);
            return Path.GetExtension(plain).ToLowerInvariant() switch
            {
                ".csv" => CsvNews.Read(name, new StreamReader(content, Encoding.UTF8)),
                ".json" => ForexFactoryNews.Read(name, BytesOf(content)),
                ".ics" => IcsNews.Read(name, new StreamReader(content, Encoding.UTF8), defaults ?? NewsDefaults.None),
                var ending => throw Unusable(path, $"expected a file that ends in .csv, .json or .ics (or one of them with .gz), found \"{ending}\""),
            };
        }
        catch (InvalidDataException broken)
        {
            throw Unusable(path, $"expected gzip data: {broken.Message}");
        }
    }

    internal static ReferenceException Unusable(string file, string message) => new([new ReferenceFault(file, 1, 1, message)]);

    private static byte[] BytesOf(Stream content)
    {
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.ToArray();
    }
}
