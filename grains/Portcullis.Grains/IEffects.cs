using Portcullis.Domain.Accounts;

namespace Portcullis.Grains;

/// <summary>What follows from committed events: orders and cancels on their way to a broker. Called for each account in the order of its stream.</summary>
public interface IEffects
{
    /// <summary>Whether anything follows from an event. What nothing follows from is not handed over alone, only with others of its append.</summary>
    bool Concerns(IAccountEvent happened);

    /// <summary>Carries out what the events ask for. <paramref name="after"/> is the account with all of them folded.</summary>
    Task ApplyAsync(AccountState after, IReadOnlyList<IAccountEvent> committed, CancellationToken cancellationToken);

    /// <summary>Hears what the broker has to say since it was last heard; where this node is to resume, asks it about everything that the account has under way, and adopts or sends it. Idempotent.</summary>
    Task ReconcileAsync(AccountState state, CancellationToken cancellationToken);
}
