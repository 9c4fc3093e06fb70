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

    private sealed record UnrecognizedAccess(DateTimeOffset At) : IAccessEvent;
}
