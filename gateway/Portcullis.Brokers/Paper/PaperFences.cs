using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Instruments;
using Portcullis.Journal;

namespace Portcullis.Brokers.Paper;

/// <summary>From here on the venue refuses entries in the scope that were approved under an older control version than the epoch.</summary>
public sealed record PaperFenceRaised(ControlScope Scope, long Epoch);

/// <summary>
/// The venue's own control stream: for each scope the highest epoch. Each entry enters the ledger under the version of this stream that it was judged
/// by, and the ledger refuses one that names an older: a fence lies before or after an order, for every node, also one that was paused meanwhile.
/// </summary>
internal sealed class PaperFences(IJournal ledger)
{
    private const string Raised = "paper_fence_raised";

    private readonly Lock _lock = new();
    private Known _known = new(0, ImmutableDictionary<ControlScope, long>.Empty);

    /// <summary>Of the stream, as far as this node has read it.</summary>
    public long Version => Volatile.Read(ref _known).Version;

    /// <summary>Why an order may not pass; null when it may.</summary>
    public string? RefusalOf(Approval approval, AccountId account, string symbol, Instrument? instrument)
    {
        var known = Volatile.Read(ref _known);
        if (approval.OnlyReduces || known.Epochs.IsEmpty) return null;
        foreach (var scope in ControlState.ScopesOf(approval.Firm, account, approval.Strategy, instrument?.Symbol ?? symbol, instrument?.Root ?? symbol))
            if (known.Epochs.TryGetValue(scope, out var epoch) && epoch > approval.ControlVersion)
                return $"approved under control version {approval.ControlVersion}; {scope} halted at {epoch}";
        return null;
    }

    /// <summary>Reads what other nodes have raised.</summary>
    /// <exception cref="JournalUnavailableException">The ledger is away.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref _known);
        await foreach (var stored in ledger.ReadStreamAsync(Append.ControlStream, known.Version + 1, cancellationToken))
            known = known.With(stored.Version, JsonSerializer.Deserialize(stored.Json.Span, PaperJsonContext.Default.PaperFenceRaised)!);
        Learn(known);
    }

    /// <summary>Completes when no order that the fence covers can enter the ledger any more. One that is as high already changes nothing.</summary>
    /// <exception cref="JournalUnavailableException">The ledger is away: whether the fence stands is not known.</exception>
    public async Task RaiseAsync(ControlScope scope, long epoch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fence = new PaperFenceRaised(scope, epoch);
        var data = new EventData(Raised, JsonSerializer.SerializeToUtf8Bytes(fence, PaperJsonContext.Default.PaperFenceRaised));
        for (var attempt = 0; attempt < Limits.ConflictRetries; attempt++)
        {
            var known = Volatile.Read(ref _known);
            if (known.Epochs.TryGetValue(scope, out var standing) && standing >= epoch) return;
            if (await ledger.AppendAsync(new Append(Append.ControlStream, known.Version, [data], now), cancellationToken) is AppendResult.Accepted accepted)
            {
                Learn(known.With(accepted.LastVersion, fence));
                return;
            }

            await CatchUpAsync(cancellationToken);
        }

        throw new InvalidOperationException($"Other gateways have raised fences {Limits.ConflictRetries} times in between.");
    }

    private void Learn(Known known)
    {
        lock (_lock)
        {
            if (known.Version > _known.Version) Volatile.Write(ref _known, known);
        }
    }

    private sealed record Known(long Version, ImmutableDictionary<ControlScope, long> Epochs)
    {
        public Known With(long version, PaperFenceRaised fence) =>
            new(version, Epochs.SetItem(fence.Scope, Math.Max(fence.Epoch, Epochs.GetValueOrDefault(fence.Scope))));
    }
}
