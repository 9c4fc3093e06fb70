using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Portcullis.Journal.Archives;

/// <summary>
/// The archives of one journal, FIRST-LAST.jsonl.gz by position: together they hold every event from the first on, also those that have
/// not left the tables. They verify without a database, as one chain.
/// </summary>
public sealed class ArchiveFolder(string root)
{
    private const string Suffix = ".jsonl.gz";

    private readonly ConcurrentDictionary<ArchiveRecord, string?> _faults = [];

    internal static string NameOf(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{first:D15}-{last:D15}{Suffix}");

    public string PathOf(string file) => Path.Combine(root, Path.GetFileName(file));

    /// <summary>Verifies all files as one chain: changed, removed, reordered and inserted events are named, and files that are missing between others.</summary>
    public Task<VerifyReport> VerifyAsync(VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        string[] paths = [.. Files().Select(file => file.Path)];
        if (paths.Length == 0)
            throw new FileNotFoundException($"There is no archive in {root}.");
        return new JournalArchive(paths).VerifyAsync(request, progress, ct);
    }

    /// <summary>Why the file is not the one that its record speaks of; null when it is. Each file is read once in the life of this object.</summary>
    internal async Task<string?> FaultOfAsync(ArchiveRecord record, CancellationToken ct)
    {
        if (_faults.TryGetValue(record, out var known))
            return known;
        var path = PathOf(record.File);
        var fault = !File.Exists(path) ? $"The archive {path} is missing."
            : await ArchiveFile.Sha256Async(path, ct) != record.Sha256 ? $"The archive {path} is not the file that was recorded: its SHA-256 is another."
            : null;
        return _faults.GetOrAdd(record, fault);
    }

    /// <summary>The archived events after a position and up to another, in order; of one stream, or of all.</summary>
    /// <exception cref="EventsArchivedException">A file is missing.</exception>
    internal async IAsyncEnumerable<(StoredEvent Event, string? Key)> ReadAsync(
        long afterPosition, long toPosition, string? stream, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var next = afterPosition + 1;
        foreach (var (path, first, last) in Files())
        {
            if (last < next || first > toPosition)
                continue;
            if (first > next)
                throw Missing(next);
            foreach (var line in new JournalArchive(path).Events(afterPosition, toPosition, stream))
            {
                ct.ThrowIfCancellationRequested();
                yield return (line.ToEvent(), line.Key);
            }

            next = last + 1;
        }

        if (next <= toPosition)
            throw Missing(next);
    }

    private EventsArchivedException Missing(long position) => new(FormattableString.Invariant($"The archive with position {position} is not in {root}."));

    private IEnumerable<(string Path, long First, long Last)> Files()
    {
        if (!Directory.Exists(root))
            throw new EventsArchivedException($"There is no folder of archives at {root}.");
        return Directory.EnumerateFiles(root, $"*{Suffix}").Order(StringComparer.Ordinal).Select(Parsed).OfType<(string, long, long)>();
    }

    private static (string Path, long First, long Last)? Parsed(string path)
    {
        var range = Path.GetFileName(path)[..^Suffix.Length].Split('-');
        return range.Length == 2 && Place(range[0]) is { } first && Place(range[1]) is { } last ? (path, first, last) : null;
    }

    private static long? Place(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
}
