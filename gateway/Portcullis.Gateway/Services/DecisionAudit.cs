using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Gateway.Rules;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Services;

/// <summary>
/// Computes every recorded decision again, on all cores, and holds it against the controls at its place: while the journal is read, what has been read is
/// computed, batch by batch. What is found is told in the journal's order.
/// </summary>
public sealed class DecisionAudit(IJournal journal, RuleSetLibrary library, InstrumentCatalog instruments)
{
    /// <summary>Decisions that are computed in one go.</summary>
    private const int BatchSize = 512;

    /// <summary>Batches that are read ahead, for each core.</summary>
    private const int BatchesAhead = 4;

    /// <param name="Decisions">How many were computed.</param>
    /// <param name="Findings">One line for each difference, with its place.</param>
    public readonly record struct Step(int Decisions, IReadOnlyList<string> Findings);

    /// <param name="after">Positions after this one.</param>
    /// <param name="to">Positions to this one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Step> RunAsync(long after, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var past = new Past(await ControlHistory.ReadAsync(journal, instruments, cancellationToken), library.OfTheJournalAlone());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<Task<Step>>(new BoundedChannelOptions(BatchesAhead * Environment.ProcessorCount) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(after, to, past, batches.Writer, ended.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken)) yield return await batch;
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
        }
    }

    /// <summary>What decisions are held against.</summary>
    private sealed record Past(ControlHistory Controls, RuleSetLibrary Rules);

    private async Task ReadAsync(long after, long to, Past past, ChannelWriter<Task<Step>> batches, CancellationToken cancellationToken)
    {
        try
        {
            var batch = new List<StoredEvent>(BatchSize);
            var decisions = new EventFilter { Types = [EventCatalog.NameOf<OrderDecided>()], AfterPosition = after };
            await foreach (var stored in journal.ReadWhereAsync(decisions, cancellationToken))
            {
                if (stored.Position > to) break;
                batch.Add(stored);
                if (batch.Count < BatchSize) continue;
                await batches.WriteAsync(Computing(batch, past, cancellationToken), cancellationToken);
                batch = new List<StoredEvent>(BatchSize);
            }

            if (batch.Count > 0) await batches.WriteAsync(Computing(batch, past, cancellationToken), cancellationToken);
            batches.Complete();
        }
#pragma warning disable CA1031 // Whatever ends the reading ends the audit too, at the place that awaits it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batches.Complete(e);
        }
    }

    private static Task<Step> Computing(List<StoredEvent> batch, Past past, CancellationToken cancellationToken) =>
        Task.Run(() => ComputeAsync(batch, past, cancellationToken), cancellationToken);

    private static async Task<Step> ComputeAsync(List<StoredEvent> batch, Past past, CancellationToken cancellationToken)
    {
        var computed = new Dictionary<string, Recomputation>(StringComparer.Ordinal);
        var findings = new List<string>();
        foreach (var stored in batch)
            if (!IsConfirmed(stored, computed, past)) await FindAsync(stored, computed, past, findings, cancellationToken);
        return new Step(batch.Count, findings);
    }

    /// <summary>Nearly every decision is as it was written, and that is found without making an event of it. Only a true says something.</summary>
    private static bool IsConfirmed(StoredEvent stored, Dictionary<string, Recomputation> computed, Past past)
    {
        try
        {
            var record = DecisionRecord.Read(stored.Json.Span);
            return IsIdOf(record.OrderId, stored)
                && past.Controls.Confirm(stored, record)
                && computed.TryGetValue(record.RuleSet, out var recomputation)
                && recomputation.Confirms(record);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Tells what is wrong with a decision, if anything is.</summary>
    private static async Task FindAsync(StoredEvent stored, Dictionary<string, Recomputation> computed, Past past, List<string> findings, CancellationToken cancellationToken)
    {
        if (Read(stored, findings) is not { } decided) return;
        foreach (var difference in await past.Controls.DifferencesAsync(stored, decided, cancellationToken)) findings.Add(At(stored, difference));
        if (!computed.TryGetValue(decided.RuleSet, out var recomputation))
        {
            if (await past.Rules.LoadAsync(decided.RuleSet, cancellationToken) is not { } rules)
            {
                findings.Add(At(stored, $"rule set {decided.RuleSet} is not in the journal"));
                return;
            }

            computed[decided.RuleSet] = recomputation = new Recomputation(rules);
        }

        foreach (var difference in Reverification.Differences(decided, recomputation.Rules)) findings.Add(At(stored, difference));
    }

    private static OrderDecided? Read(StoredEvent stored, List<string> findings)
    {
        try
        {
            var decided = (OrderDecided)EventCatalog.Read(stored.Type, stored.Json.Span)!;
            if (!IsIdOf(decided.OrderId.Value, stored)) findings.Add(At(stored, $"the order's id is {decided.OrderId}, which another place in the journal has"));
            return decided;
        }
        catch (JsonException e)
        {
            findings.Add(At(stored, $"it can't be read: {e.Message}"));
            return null;
        }
    }

    /// <summary>An order's id names the account and the version of its decision.</summary>
    private static bool IsIdOf(ReadOnlySpan<char> id, StoredEvent stored)
    {
        var end = id.LastIndexOf('-');
        return end > 0 && Streams.AccountOf(stored.Stream) is { } account && id[..end].SequenceEqual(account.Value) && long.TryParse(id[(end + 1)..], out var version) && version == stored.Version;
    }

    private static string At(StoredEvent stored, string finding) => $"position {stored.Position}, {stored.Stream} version {stored.Version}: {finding}";
}
