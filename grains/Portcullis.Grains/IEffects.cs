using Portcullis.Domain.Accounts;

namespace Portcullis.Grains;

/// <summary>What follows from committed events: orders and cancels on their way to a broker. Called for each account in the order of its stream.</summary>
public interface IEffects
{
    /// <summary>Carries out what the events ask for. <paramref name="after"/> is the account with all of them folded.</summary>
    Task ApplyAsync(AccountState after, IReadOnlyList<IAccountEvent> committed, CancellationToken cancellationToken);

    /// <summary>Asks the broker about everything that this account has under way, and adopts or sends it. Idempotent.</summary>
    Task ReconcileAsync(AccountState state, CancellationToken cancellationToken);
}
