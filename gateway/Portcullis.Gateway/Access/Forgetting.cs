using Portcullis.Domain.Access;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Privacy;

namespace Portcullis.Gateway.Access;

/// <summary>
/// Erases what holders of keys are called. The order is an event and comes first: it ends their keys, and no node shows the name from there on. Then the
/// key that opens the name is destroyed, and an event says when. Whatever breaks in between, every node finishes what the access stream says was ordered;
/// and at its start destroys once more what a restored table may have brought back.
/// </summary>
public sealed partial class Forgetting(AccessGrain access, ISubjectVault vault, ForgottenFolder folder, TimeProvider time, ILogger<Forgetting> log) : BackgroundService
{
    private const string Gateway = "portcullis";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private string? _notKept;

    /// <summary>Completes when nothing opens the name any more.</summary>
    /// <returns>Why nothing was done; null where it was, or was before.</returns>
    /// <exception cref="JournalUnavailableException">Ask again: it goes on where it broke off.</exception>
    public async Task<AccessRefusal?> ForgetAsync(string holder, string reason, string by, CancellationToken cancellationToken)
    {
        if (await access.TryAsync(new ForgetHolder(holder, reason, by), time.GetUtcNow(), cancellationToken) is { } refusal) return refusal;
        await EraseAsync([holder], cancellationToken);
        return null;
    }

    /// <summary>At start: forgets again whom the folder names and the database, restored, does not; and makes sure that nothing opens what was forgotten.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var holder in folder.Holders())
            if (access.Current.HolderOf(holder) == holder && !access.Current.Forgotten.ContainsKey(holder)) await ForgetAgainAsync(holder, cancellationToken);
        if (!access.Current.Forgotten.IsEmpty) await EraseAsync([.. access.Current.Forgotten.Keys], cancellationToken);
        Keep(access.Current);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Mostly nothing: what another node was asked for is nearly always done by it.
                var state = access.Current;
                var unfinished = state.Forgotten.Where(forgotten => forgotten.Value.ErasedAt is null).Select(forgotten => forgotten.Key).ToArray();
                if (unfinished.Length > 0) await EraseAsync(unfinished, stoppingToken);
                Keep(state);
            }
            catch (JournalUnavailableException)
            {
                // The next beat finds it still undone.
            }
#pragma warning disable CA1031 // Orders are decided whether or not a name can be erased; whoever reads the log must see to it.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogUnfinished(log, e);
            }
#pragma warning restore CA1031
        }
    }

    private async Task ForgetAgainAsync(string holder, CancellationToken cancellationToken)
    {
        var command = new ForgetHolder(holder, "forgotten before this database was restored", Gateway);
        if (await access.TryAsync(command, time.GetUtcNow(), cancellationToken) is null) LogForgottenAgain(log, holder);
        else LogLastAdmin(log, holder);
    }

    private async Task EraseAsync(string[] holders, CancellationToken cancellationToken)
    {
        await vault.EraseAsync(holders, cancellationToken);
        foreach (var holder in holders)
            if (access.Current.Forgotten[holder].ErasedAt is null) await access.TryAsync(new RecordErasure(holder), time.GetUtcNow(), cancellationToken);
        Keep(access.Current);
    }

    private void Keep(AccessState state)
    {
        lock (_kept)
        {
            foreach (var (holder, forgotten) in state.Forgotten)
            {
                if (_kept.Contains(holder)) continue;
                try
                {
                    folder.Keep(holder, forgotten);
                    _kept.Add(holder);
                    _notKept = null;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It is tried each few seconds, and told once.
                    if (_notKept != e.Message) LogNotKept(log, holder, folder.Folder, e.Message);
                    _notKept = e.Message;
                    return;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Holder {Holder} was forgotten before this database was restored, and is again: its keys are revoked and its name is erased")]
    private static partial void LogForgottenAgain(ILogger logger, string holder);

    [LoggerMessage(Level = LogLevel.Error, Message = "Holder {Holder} was forgotten before this database was restored, but has its last valid admin key: start once with --reset-admin-key, then it is forgotten again")]
    private static partial void LogLastAdmin(ILogger logger, string holder);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was ordered to be forgotten could not be erased; it is tried again")]
    private static partial void LogUnfinished(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That holder {Holder} was forgotten could not be noted in {Folder}, where a restore would look for it ({Reason}); it is tried again")]
    private static partial void LogNotKept(ILogger logger, string holder, string folder, string reason);
}
