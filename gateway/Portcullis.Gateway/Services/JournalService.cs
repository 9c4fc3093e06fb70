using Grpc.Core;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.V1;
using JournalBase = Portcullis.V1.Journal.JournalBase;
using Role = Portcullis.Domain.Access.Role;
using VerifyProgress = Portcullis.V1.VerifyProgress;

namespace Portcullis.Gateway.Services;

public sealed class JournalService(IJournal journal, RuleSetLibrary library, RequestValidation validation) : JournalBase
{
    private const int DecisionsPerProgress = 2_000;
    private const int MaxFindings = 100;

    public override async Task Read(ReadJournalRequest request, IServerStreamWriter<JournalEvent> responseStream, ServerCallContext context)
    {
        if (request.AccountId.Length == 0) Caller.Demand(context, Role.Auditor);
        else Caller.Demand(context, request.AccountId, Role.Auditor, Role.Viewer, Role.Trader, Role.Operator);
        validation.Check(request);
        var types = request.Types_.ToHashSet(StringComparer.Ordinal);
        var events = request.AccountId.Length == 0
            ? journal.ReadAllAsync(request.AfterPosition, context.CancellationToken)
            : journal.ReadStreamAsync(Streams.Of(new AccountId(request.AccountId)), request.AfterPosition + 1, context.CancellationToken);
        var left = request.Limit > 0 ? request.Limit : int.MaxValue;
        await foreach (var stored in events)
        {
            if (types.Count > 0 && !types.Contains(stored.Type)) continue;
            await responseStream.WriteAsync(Message(stored), context.CancellationToken);
            if (--left == 0) return;
        }
    }

    public override async Task Subscribe(SubscribeJournalRequest request, IServerStreamWriter<JournalEvent> responseStream, ServerCallContext context)
    {
        Caller.Demand(context, Role.Auditor);
        await foreach (var stored in journal.SubscribeAsync(request.AfterPosition, context.CancellationToken))
            await responseStream.WriteAsync(Message(stored), context.CancellationToken);
    }

    public override async Task Verify(VerifyJournalRequest request, IServerStreamWriter<VerifyProgress> responseStream, ServerCallContext context)
    {
        Caller.Demand(context, Role.Auditor);
        var to = request.ToPosition > 0 ? request.ToPosition : await journal.HeadAsync(context.CancellationToken);
        var report = await journal.VerifyAsync(new VerifyRequest(Math.Max(1, request.FromPosition), to), null, context.CancellationToken);
        var progress = new VerifyProgress { Events = report.Events, Blocks = report.Blocks };
        progress.Findings.AddRange(report.Findings.Take(MaxFindings).Select(finding => finding.Message));
        if (!request.SkipDecisions) await VerifyDecisionsAsync(request.FromPosition, to, progress, responseStream, context.CancellationToken);
        progress.Done = true;
        progress.Intact = report.Valid && progress.Findings.Count == 0;
        await responseStream.WriteAsync(progress, context.CancellationToken);
    }

    private async Task VerifyDecisionsAsync(long from, long to, VerifyProgress progress, IServerStreamWriter<VerifyProgress> responseStream, CancellationToken cancellationToken)
    {
        var name = EventCatalog.NameOf<OrderDecided>();
        await foreach (var stored in journal.ReadAllAsync(Math.Max(0, from - 1), cancellationToken))
        {
            if (stored.Position > to) break;
            if (stored.Type != name) continue;
            progress.Decisions++;
            foreach (var difference in await DifferencesAsync(stored, cancellationToken))
                if (progress.Findings.Count < MaxFindings) progress.Findings.Add($"position {stored.Position}, {stored.Stream} version {stored.Version}: {difference}");
            if (progress.Decisions % DecisionsPerProgress == 0) await responseStream.WriteAsync(progress, cancellationToken);
        }
    }

    private async Task<IEnumerable<string>> DifferencesAsync(StoredEvent stored, CancellationToken cancellationToken)
    {
        var decided = (OrderDecided)EventCatalog.Read(stored.Type, stored.Json.Span)!;
        return await library.LoadAsync(decided.RuleSet, cancellationToken) is { } rules
            ? Reverification.Differences(decided, rules)
            : [$"rule set {decided.RuleSet} is not in the journal"];
    }

    private static JournalEvent Message(StoredEvent stored) => new()
    {
        Position = stored.Position,
        Stream = stored.Stream,
        Version = stored.Version,
        Type = stored.Type,
        Json = System.Text.Encoding.UTF8.GetString(stored.Json.Span),
        At = Wire.Time(stored.Timestamp),
    };
}
