using System.Collections.Immutable;

namespace Portcullis.Rules.Files;

/// <summary>What a change of the files came to: a new snapshot, or why the old one stays.</summary>
/// <param name="RuleSet">The new rule set; null when the files are broken, and then the old one stays in force.</param>
/// <param name="Previous">What was in force before.</param>
public sealed record RuleFilesChange<TFacts>(RuleSet<TFacts>? RuleSet, RuleSet<TFacts>? Previous, ImmutableArray<Diagnostic> Diagnostics)
    where TFacts : class;

/// <summary>
/// Watches files and folders. After the last of a burst of changes, and a pause in which nothing more changes, everything is read and
/// checked as a whole and offered once. Half-written and temporary files are never more than a burst's middle. A failing read of the whole
/// leaves the snapshot as it was and says why.
/// </summary>
public sealed class RuleWatcher<TFacts> : IDisposable
    where TFacts : class
{
    private readonly ImmutableArray<string> _paths;
    private readonly Func<IReadOnlyList<RuleFile>, RuleSetLoad<TFacts>> _load;
    private readonly Action<RuleFilesChange<TFacts>> _offer;
    private readonly TimeSpan _pause;
    private readonly ITimer _timer;
    private readonly ImmutableArray<FileSystemWatcher> _watchers;
    private readonly Lock _checking = new();
    private string _content = "";
    private volatile RuleSet<TFacts>? _current;
    private bool _disposed;

    /// <param name="paths">Rule files, or folders of them.</param>
    /// <param name="load">Usually <c>files => RuleSet.Load&lt;TFacts&gt;(files, options)</c>.</param>
    /// <param name="offer">Called once per change of content, never twice at a time; the host decides whether to swap.</param>
    /// <param name="pause">How long nothing must change before the files count as written; default 300 ms.</param>
    public RuleWatcher(
        IEnumerable<string> paths,
        Func<IReadOnlyList<RuleFile>, RuleSetLoad<TFacts>> load,
        Action<RuleFilesChange<TFacts>> offer,
        TimeProvider time,
        TimeSpan? pause = null)
    {
        _paths = [.. paths];
        _load = load;
        _offer = offer;
        _pause = pause ?? TimeSpan.FromMilliseconds(300);
        _timer = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watchers = [.. _paths.Select(Watch).OfType<FileSystemWatcher>()];
        Check();
    }

    /// <summary>The last rule set that loaded; null while none has.</summary>
    public RuleSet<TFacts>? Current => _current;

    /// <summary>Tells the watcher of a change that the file system did not report, as some network mounts do not.</summary>
    public void Touch() => _timer.Change(_pause, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        lock (_checking)
            _disposed = true;
        foreach (var watcher in _watchers)
            watcher.Dispose();
        _timer.Dispose();
    }

    private FileSystemWatcher? Watch(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder))
            return null;
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = Directory.Exists(path) };
        watcher.Changed += (_, change) => Touched(change.FullPath);
        watcher.Created += (_, change) => Touched(change.FullPath);
        watcher.Deleted += (_, change) => Touched(change.FullPath);
        watcher.Renamed += (_, change) => Touched(change.FullPath);
        // Lost events cost a needless look, never a missed change.
        watcher.Error += (_, _) => Touch();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Touched(string path)
    {
        if (RuleFolder.IsRules(path) || !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            Touch();
    }

    private void Check()
    {
        lock (_checking)
        {
            if (_disposed)
                return;
            var diagnostics = new List<Diagnostic>();
            var files = RuleFolder.Read(RuleFolder.Find(_paths), diagnostics);
            var content = string.Join("\0", files.SelectMany(file => new[] { file.Path, file.Text }).Concat(diagnostics.Select(found => found.ToString())));
            if (content == _content)
                return;
            _content = content;
            var previous = _current;
            if (diagnostics.Count > 0 || files.IsEmpty)
            {
                if (files.IsEmpty && diagnostics.Count == 0)
                    diagnostics.Add(new(DiagnosticSeverity.Error, DiagnosticCodes.NothingToEvaluate, "There are no rule files", string.Join(", ", _paths), 1, 1));
                _offer(new(null, previous, [.. diagnostics]));
                return;
            }
            var load = _load(files);
            if (load.RuleSet is { } loaded)
            {
                // The same rules in another layout are no change.
                if (loaded.Hash == previous?.Hash)
                    return;
                _current = loaded;
            }
            _offer(new(load.RuleSet, previous, load.Diagnostics));
        }
    }
}
