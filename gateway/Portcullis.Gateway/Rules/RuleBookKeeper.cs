using System.Collections.Immutable;
using System.Threading.Channels;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Rules;

/// <summary>
/// Keeps the active rules equal to the files: activates them at start, and again on each change that compiles as a whole. A broken file
/// changes nothing; <see cref="Problem"/> says why.
/// </summary>
public sealed partial class RuleBookKeeper(GatewayOptions options, ReferenceData reference, RuleSetLibrary library, ControlGrain controls, TimeProvider time, ILogger<RuleBookKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private volatile string? _problem;

    /// <summary>Why the files on disk are not the active rules; null when they are.</summary>
    public string? Problem => _problem;

    /// <summary>Raised after each attempt to take changed files, with the problem or null.</summary>
    public event Action<string?>? Reloaded;

    /// <summary>At start: a folder that can't be used is a reason not to run.</summary>
    /// <exception cref="RuleBookException">The files can't be used.</exception>
    public async Task ActivateAsync(string by, CancellationToken cancellationToken)
    {
        var book = RuleBookLoader.Load(options.Packs, name => reference.Calendars.GetValueOrDefault(name));
        await library.KeepAsync(book, cancellationToken);
        var profiles = book.Profiles.ToImmutableSortedDictionary(p => p.Key, p => p.Value.Hash, StringComparer.Ordinal);
        var (_, events) = await controls.ExecuteAsync(new ActivateRuleBook(book.Hash, profiles, by), time.GetUtcNow(), cancellationToken);
        if (!events.IsEmpty) LogActivated(log, book.Hash, profiles.Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = new FileSystemWatcher(options.Packs, "*.json") { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => changed.Writer.TryWrite(true);
        watcher.Created += (_, _) => changed.Writer.TryWrite(true);
        watcher.Deleted += (_, _) => changed.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changed.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        await foreach (var _ in changed.Reader.ReadAllAsync(stoppingToken))
        {
            // Editors write in several steps; what is read once they have fallen silent is whole.
            do await Task.Delay(Settle, stoppingToken);
            while (changed.Reader.TryRead(out var _));
            await ReloadAsync(stoppingToken);
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ActivateAsync("files", cancellationToken);
            _problem = null;
        }
        catch (Exception e) when (e is RuleBookException or IOException or UnauthorizedAccessException or JournalUnavailableException)
        {
            _problem = e.Message;
            LogKept(log, e.Message);
        }

        Reloaded?.Invoke(_problem);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rule book {Hash} with {Profiles} profiles is active")]
    private static partial void LogActivated(ILogger logger, string hash, int profiles);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed rule files are not used, the active rules stay. {Problem}")]
    private static partial void LogKept(ILogger logger, string problem);
}
