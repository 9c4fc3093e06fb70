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
public sealed partial class JournalBell(IJournal journal, ControlGrain controls, AccessGrain access, AccountDirectory accounts, RuleSetLibrary library, ILogger<JournalBell> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // No stream has this name.
    private const string Everything = "";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>Completes at the next event of a stream. Ask before reading, then nothing falls between.</summary>
    public Task NextAsync(string stream) =>
        _waiting.GetOrAdd(stream, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Completes when what is in memory here has followed the journal to a position at least.</summary>
    public async Task ReachedAsync(long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = NextAsync(Everything);
            if (Volatile.Read(ref _position) >= position) return;
            await next.WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = 0L;
        await InsistAsync(async () => position = await journal.HeadAsync(stoppingToken), stoppingToken);
        // What other nodes wrote between this node's start and the head is not told by the subscription.
        await InsistAsync(() => FollowControlsAsync(long.MaxValue, stoppingToken), stoppingToken);
        await InsistAsync(() => access.CatchUpAsync(long.MaxValue, stoppingToken), stoppingToken);
        Ring(Everything, position);
        await foreach (var place in journal.FollowAsync(position, stoppingToken))
        {
            await InsistAsync(() => CatchUpAsync(place, stoppingToken), stoppingToken);
            Ring(place.Stream, place.Position);
            Ring(Everything, place.Position);
        }
    }

    private void Ring(string stream, long position)
    {
        Volatile.Write(ref _position, position);
        if (_waiting.TryRemove(stream, out var waiters)) waiters.TrySetResult();
    }

    // A bell that missed one event would leave this node with old controls or keys: it waits until the journal is back.
    private static async Task InsistAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (JournalUnavailableException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private Task CatchUpAsync(EventPlace place, CancellationToken cancellationToken) => place.Stream switch
    {
        ControlState.Stream => FollowControlsAsync(place.Version, cancellationToken),
        Streams.Access => access.CatchUpAsync(place.Version, cancellationToken),
        _ when Streams.AccountOf(place.Stream) is { } id && accounts.Find(id) is { } grain => grain.CatchUpAsync(place.Version, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task FollowControlsAsync(long version, CancellationToken cancellationToken)
    {
        await controls.CatchUpAsync(version, cancellationToken);
        foreach (var (profile, hash) in controls.Current.Profiles)
            if (await library.LoadAsync(hash, cancellationToken) is null) LogUnknownRules(log, profile, hash);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Profile {Profile} is bound to rule set {Hash}, which the journal does not hold: its accounts refuse everything until it does")]
    private static partial void LogUnknownRules(ILogger logger, string profile, string hash);
}
