using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;
using Portcullis.V1;
using VerifyProgress = Portcullis.V1.VerifyProgress;

namespace Portcullis.Gateway.Services;

/// <summary>
/// The auditor's questions to the journal, one after the other: is the chain as it was written and as it was signed, does each account's snapshot
/// follow from its events, and does each decision follow from its recorded facts, its rule set and the controls at its place?
/// </summary>
public sealed class JournalAudit(IJournal journal, CheckpointFolder checkpoints, GatewayOptions options, DecisionAudit decided)
{
    private const int DecisionsPerProgress = 10_000;
    private const int MaxFindings = 100;

    /// <summary>How far it has come, while it goes on; the last one is done.</summary>
    public async IAsyncEnumerable<VerifyProgress> RunAsync(VerifyJournalRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = new VerifyProgress();
        await foreach (var step in ChainAsync(request, progress, cancellationToken)) yield return step;
        if (!request.SkipDecisions)
        {
            await SnapshotsAsync(progress, cancellationToken);
            yield return progress.Clone();
            var to = request.ToPosition > 0 ? request.ToPosition : progress.Head;
            await foreach (var step in DecisionsAsync(Math.Max(request.FromPosition - 1, FirstAtHand(progress)), to, progress, cancellationToken)) yield return step;
        }

        progress.Done = true;
        progress.Intact = progress.Findings.Count == 0;
        yield return progress;
    }

    private async IAsyncEnumerable<VerifyProgress> ChainAsync(VerifyJournalRequest request, VerifyProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Read first: whatever is signed from now on lies past the head that is verified.
        var signed = checkpoints.Read();
        progress.Head = request.ToPosition > 0 ? request.ToPosition : await journal.HeadAsync(cancellationToken);
        var steps = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var verification = VerifyAsync(
            new VerifyRequest(Math.Max(1, request.FromPosition), request.ToPosition > 0 ? request.ToPosition : null)
            {
                MaximumFindings = MaxFindings,
                Checkpoints = signed,
                Archives = options.Archives is { } folder ? new ArchiveFolder(folder) : null,
            },
            steps.Writer,
            cancellationToken);
        await foreach (var position in steps.Reader.ReadAllAsync(cancellationToken))
        {
            progress.Position = position;
            yield return progress.Clone();
        }

        var report = await verification;
        (progress.Events, progress.Blocks, progress.Position) = (report.Events, report.Blocks, report.Head);
        (progress.Archived, progress.ArchivedThrough, progress.Checkpoints) = (report.Archived, report.ArchivedThrough, signed.Count);
        progress.Head = Math.Max(progress.Head, report.Head);
        progress.Findings.AddRange(report.Findings.Select(Told));
        yield return progress.Clone();
    }

    private async Task<VerifyReport> VerifyAsync(VerifyRequest request, ChannelWriter<long> steps, CancellationToken cancellationToken)
    {
        try
        {
            return await journal.VerifyAsync(request, new Steps(steps), cancellationToken);
        }
        finally
        {
            steps.Complete();
        }
    }

    private static string Told(Finding finding)
    {
        var position = finding.Position is { } at ? $"position {at}, " : "";
        var stream = finding.Stream is { } name ? $"{name}{(finding.Version is { } version ? $" version {version}" : "")}: " : "";
        return $"{position}{stream}{finding.Message}";
    }

    /// <summary>A snapshot is taken on trust at every load; here it is folded anew.</summary>
    private async Task SnapshotsAsync(VerifyProgress progress, CancellationToken cancellationToken)
    {
        await foreach (var stream in journal.ListStreamsAsync(Streams.AccountPrefix, cancellationToken))
        {
            if (await journal.LoadSnapshotAsync(stream, AccountState.SnapshotSchema, cancellationToken) is not { } kept) continue;
            try
            {
                if (await FoldedHashAsync(stream, kept.Version, cancellationToken) is not { } folded) continue;
                progress.Snapshots++;
                if (folded != HashOf(kept)) Add(progress, $"{stream}: the snapshot of version {kept.Version} does not follow from its events");
            }
            catch (EventsArchivedException)
            {
                // What was archived elsewhere is told of already; this account can't be folded without it.
            }
        }
    }

    /// <returns>Null when the stream holds what this program can't read: its account is quarantined, and says so.</returns>
    private async Task<string?> FoldedHashAsync(string stream, long version, CancellationToken cancellationToken)
    {
        var state = AccountState.Empty;
        await foreach (var stored in journal.ReadStreamAsync(stream, 1, cancellationToken).TakeWhile(stored => stored.Version <= version))
        {
            try
            {
                state = state.Evolve(EventCatalog.Read(stored.Type, stored.Json.Span) as IAccountEvent ?? new UnrecognizedEvent(stored.Type, stored.Timestamp));
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return state.Hash();
    }

    private static string HashOf(Snapshot snapshot)
    {
        try
        {
            return JsonSerializer.Deserialize<AccountState>(snapshot.Json.Span, DomainJson.Options)!.Hash();
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private long FirstAtHand(VerifyProgress progress) => options.Archives is null && progress.Archived > 0 ? progress.ArchivedThrough : 0;

    private async IAsyncEnumerable<VerifyProgress> DecisionsAsync(long after, long to, VerifyProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (decisions, findings) in decided.RunAsync(after, to, cancellationToken))
        {
            progress.Decisions += decisions;
            foreach (var finding in findings) Add(progress, finding);
            if (progress.Decisions / DecisionsPerProgress != (progress.Decisions - decisions) / DecisionsPerProgress) yield return progress.Clone();
        }
    }

    private static void Add(VerifyProgress progress, string finding)
    {
        if (progress.Findings.Count < MaxFindings) progress.Findings.Add(finding);
    }

    private sealed class Steps(ChannelWriter<long> steps) : IProgress<Journal.VerifyProgress>
    {
        public void Report(Journal.VerifyProgress value) => steps.TryWrite(value.Position);
    }
}
