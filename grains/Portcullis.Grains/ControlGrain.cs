using System.Collections.Immutable;
using Portcullis.Domain.Controls;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>The control stream in memory. Every decision names the version it was made under; the journal refuses one that names an older.</summary>
public sealed class ControlGrain(IJournal journal) : SharedGrain<ControlState, ControlCommand, IControlEvent>(journal, ControlState.Stream, ControlState.Empty)
{
    protected override long VersionOf(ControlState state) => state.Version;

    protected override ControlState Evolve(ControlState state, IControlEvent happened) => state.Evolve(happened);

    protected override IControlEvent Unrecognized(StoredEvent stored) => new UnrecognizedControl(stored.Timestamp);

    protected override ImmutableArray<IControlEvent> Decide(ControlState state, ControlCommand command, DateTimeOffset now) =>
        ControlDecider.Decide(state, command, now);

    private sealed record UnrecognizedControl(DateTimeOffset At) : IControlEvent;
}
