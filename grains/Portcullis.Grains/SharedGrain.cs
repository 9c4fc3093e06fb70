using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Portcullis.Domain;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>A small stream that every node keeps in memory: written rarely, read with every request.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody takes a wait handle of holds nothing; a turn that the end of the host overtakes must be able to end.")]
public abstract class SharedGrain<TState, TCommand, TEvent>(IJournal journal, string stream, TState initial)
    where TState : class
    where TEvent : class, IDomainEvent
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private TState _state = initial;

    public TState Current => Volatile.Read(ref _state);

    /// <summary>Raised after events were folded, with the state that they lead to.</summary>
    public event Action<TState, IReadOnlyList<TEvent>>? Changed;

    protected abstract long VersionOf(TState state);

    protected abstract TState Evolve(TState state, TEvent happened);

    /// <summary>Stands for an event of a newer version.</summary>
    protected abstract TEvent Unrecognized(StoredEvent stored);

    protected abstract ImmutableArray<TEvent> Decide(TState state, TCommand command, DateTimeOffset now);

    /// <summary>Reads what other nodes have written, at least up to a version.</summary>
    public async Task CatchUpAsync(long version, CancellationToken cancellationToken)
    {
        if (VersionOf(Current) >= version) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReadNewAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Completes when the command's events are durable.</summary>
    /// <returns>The state after it; no events where it was so already.</returns>
    /// <exception cref="JournalUnavailableException">Nothing was recorded, or nobody knows: ask again.</exception>
    public async Task<(TState State, ImmutableArray<TEvent> Events)> ExecuteAsync(TCommand command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Limits.Attempts; attempt++)
            {
                await ReadNewAsync(cancellationToken);
                var events = Decide(_state, command, now);
                if (events.IsEmpty) return (_state, events);
                var result = await journal.AppendAsync(new Append(stream, VersionOf(_state), EventCodec.Write(events), now), CancellationToken.None);
                if (result is not AppendResult.Accepted) continue;
                Fold(events);
                return (_state, events);
            }

            throw new JournalUnavailableException($"Stream {stream} was written by other nodes {Limits.Attempts} times in a row; try again.");
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        var events = ImmutableArray.CreateBuilder<TEvent>();
        await foreach (var stored in journal.ReadStreamAsync(stream, VersionOf(_state) + 1, cancellationToken))
            events.Add(EventCatalog.Read(stored.Type, stored.Json.Span) as TEvent ?? Unrecognized(stored));
        if (events.Count > 0) Fold(events.ToImmutable());
    }

    private void Fold(ImmutableArray<TEvent> events)
    {
        Volatile.Write(ref _state, events.Aggregate(_state, Evolve));
        Changed?.Invoke(_state, events);
    }
}
