using System.Collections.Immutable;
using Portcullis.Domain.Access;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>API keys in memory.</summary>
public sealed class AccessGrain(IJournal journal) : SharedGrain<AccessState, AccessCommand, IAccessEvent>(journal, Streams.Access, AccessState.Empty)
{
    protected override long VersionOf(AccessState state) => state.Version;

    protected override AccessState Evolve(AccessState state, IAccessEvent happened) => state.Evolve(happened);

    protected override IAccessEvent Unrecognized(StoredEvent stored) => new UnrecognizedAccess(stored.Timestamp);

    protected override ImmutableArray<IAccessEvent> Decide(AccessState state, AccessCommand command, DateTimeOffset now) =>
        AccessDecider.Decide(state, command, now);

    /// <summary>Completes when the command's events are durable.</summary>
    /// <returns>Why nothing was done; null where it was, or was so already.</returns>
    /// <exception cref="JournalUnavailableException">Nothing was recorded, or nobody knows: ask again.</exception>
    public async Task<AccessRefusal?> TryAsync(AccessCommand command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (state, events) = await ExecuteAsync(command, now, cancellationToken);
        return events.IsEmpty ? AccessDecider.Refusal(state, command, now) : null;
    }

    private sealed record UnrecognizedAccess(DateTimeOffset At) : IAccessEvent;
}
