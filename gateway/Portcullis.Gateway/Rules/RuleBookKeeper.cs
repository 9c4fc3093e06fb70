using System.Collections.Immutable;
using System.Threading.Channels;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Rules;

/// <summary>
/// Keeps the active rules equal to the files: activates them at start, and again on each change that compiles as a whole. A broken file
/// changes nothing; <see cref="Problem"/> says why.
/// </summary>
public sealed partial class RuleBookKeeper(GatewayOptions options, ReferenceData reference, RuleSetLibrary library, ControlGrain controls, TimeProvider time, ILogger<RuleBookKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher _watcher = new();
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
        // A profile whose file is gone stays as it was: accounts are bound to it, and they need rules to leave their positions by.
        var profiles = controls.Current.Profiles.SetItems(book.Profiles.Select(p => KeyValuePair.Create(p.Key, p.Value.Hash)));
        foreach (var hash in profiles.Values) await library.LoadAsync(hash, cancellationToken);
        var (_, events) = await controls.ExecuteAsync(new ActivateRuleBook(book.Hash, profiles, by), time.GetUtcNow(), cancellationToken);
        if (!events.IsEmpty) LogActivated(log, book.Hash, profiles.Count);
    }

    /// <summary>From here on no change is missed.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        (_watcher.Path, _watcher.Filter, _watcher.IncludeSubdirectories) = (options.Packs, "*.json", true);
        _watcher.Changed += (_, _) => _changed.Writer.TryWrite(true);
        _watcher.Created += (_, _) => _changed.Writer.TryWrite(true);
        _watcher.Deleted += (_, _) => _changed.Writer.TryWrite(true);
        _watcher.Renamed += (_, _) => _changed.Writer.TryWrite(true);
        _watcher.Error += (_, _) => _changed.Writer.TryWrite(true);
        _watcher.EnableRaisingEvents = true;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _changed.Reader.ReadAllAsync(stoppingToken))
        {
            // Editors write in several steps; what is read once they have fallen silent is whole.
            do await Task.Delay(Settle, stoppingToken);
            while (_changed.Reader.TryRead(out var _));
            await ReloadAsync(stoppingToken);
        }
    }

    public override void Dispose()
    {
        _watcher.Dispose();
        base.Dispose();
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ActivateAsync("files", cancellationToken);
            _problem = null;
        }
#pragma warning disable CA1031 // Whatever files can bring about, the active rules stay and the reason is told.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
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
