using System.Collections.Immutable;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>
/// What follows from an account's events, in the order of its stream, each after its commit. The node that decided carries it out at once; what it
/// leaves undone is resumed from the journal by the holder of the outbox lock, and may be carried out twice: whoever takes it knows it by its id.
/// </summary>
internal sealed class AccountOutbox(IEffects effects)
{
    private Task _last = Task.CompletedTask;

    /// <summary>Completes when all that was handed over so far has been carried out, or was never committed.</summary>
    public Task Done => Volatile.Read(ref _last);

    /// <summary>Hands over events that are being committed. Called under the account's lock, so in their order.</summary>
    public void Add(Task<AppendResult?> settled, AccountState after, ImmutableArray<IAccountEvent> events)
    {
        if (events.Any(effects.Concerns)) Volatile.Write(ref _last, ApplyAsync(_last, settled, after, events));
    }

    /// <summary>Hands over an account as it was read from the journal, with whatever it has under way.</summary>
    public void Resume(AccountState state) => Volatile.Write(ref _last, ReconcileAsync(_last, state));

    private async Task ApplyAsync(Task before, Task<AppendResult?> settled, AccountState after, ImmutableArray<IAccountEvent> events)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)settled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (settled is { IsCompletedSuccessfully: true, Result: AppendResult.Accepted }) await effects.ApplyAsync(after, events, CancellationToken.None);
    }

    private async Task ReconcileAsync(Task before, AccountState state)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await effects.ReconcileAsync(state, CancellationToken.None);
    }
}
