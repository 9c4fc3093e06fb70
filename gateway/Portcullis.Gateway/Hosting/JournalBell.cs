using System.Collections.Concurrent;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Rules;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// Follows the whole journal, its own node's writing and others', and tells who waits for a stream that there is something new. Waiters read the
/// stream themselves: a bell rung twice costs nothing, and nothing queues up for a slow one.
/// </summary>
public sealed partial class JournalBell(IJournal journal, ControlGrain controls, AccessGrain access, RuleSetLibrary library, ILogger<JournalBell> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes at the next event of a stream. Ask before reading, then nothing falls between.</summary>
    public Task NextAsync(string stream) =>
        _waiting.GetOrAdd(stream, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = await journal.HeadAsync(stoppingToken);
        await foreach (var stored in journal.SubscribeAsync(position, stoppingToken))
        {
            if (stored.Stream == ControlState.Stream) await FollowControlsAsync(stored.Version, stoppingToken);
            else if (stored.Stream == Streams.Access) await access.CatchUpAsync(stored.Version, stoppingToken);
            if (_waiting.TryRemove(stored.Stream, out var waiters)) waiters.TrySetResult();
        }
    }

    private async Task FollowControlsAsync(long version, CancellationToken cancellationToken)
    {
        await controls.CatchUpAsync(version, cancellationToken);
        foreach (var (profile, hash) in controls.Current.Profiles)
            if (await library.LoadAsync(hash, cancellationToken) is null) LogUnknownRules(log, profile, hash);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Profile {Profile} is bound to rule set {Hash}, which the journal does not hold: its accounts refuse everything until it does")]
    private static partial void LogUnknownRules(ILogger logger, string profile, string hash);
}
