using System.Globalization;
using System.Text;

namespace Portcullis.Journal.Archives;

/// <summary>Events as CSV (RFC 4180), one row each, the body as JSON in its last column.</summary>
public static class CsvExport
{
    public const string Header = "position,stream,version,type,timestamp,id,headers,data";

    public static async Task<long> WriteAsync(IAsyncEnumerable<StoredEvent> events, Stream target, CancellationToken ct = default)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(Header.AsMemory(), ct);
        var written = 0L;
        await foreach (var stored in events.WithCancellation(ct))
        {
            var row = string.Create(
                CultureInfo.InvariantCulture,
                $"{stored.Position},{Quoted(stored.Stream)},{stored.Version},{Quoted(stored.Type)},{stored.Timestamp:O},{stored.Id},{Quoted(stored.HeadersJson ?? "")},{Quoted(Encoding.UTF8.GetString(stored.Json.Span))}");
            await writer.WriteLineAsync(row.AsMemory(), ct);
            written++;
        }

        return written;
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
