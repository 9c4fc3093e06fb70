using Grpc.Core;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.V1;
using JournalBase = Portcullis.V1.Journal.JournalBase;
using Role = Portcullis.Domain.Access.Role;
using VerifyProgress = Portcullis.V1.VerifyProgress;

namespace Portcullis.Gateway.Services;

public sealed class JournalService(IJournal journal, JournalAudit audit, HolderNames names, RequestValidation validation) : JournalBase
{
    public override async Task Read(ReadJournalRequest request, IServerStreamWriter<JournalEvent> responseStream, ServerCallContext context)
    {
        var caller = request.AccountId.Length == 0
            ? Caller.Demand(context, Role.Auditor)
            : Caller.Demand(context, request.AccountId, Role.Auditor, Role.Viewer, Role.Trader, Role.Operator);
        validation.Check(request);
        var filter = Filter([.. request.Types_], request.From, request.Until, request.Correlation);
        var events = request.AccountId.Length == 0
            ? journal.ReadWhereAsync(filter with { AfterPosition = request.AfterPosition }, context.CancellationToken)
            : journal.ReadStreamAsync(Streams.Of(new AccountId(request.AccountId)), request.AfterPosition + 1, context.CancellationToken).Where(filter.Matches);
        if (request.Limit > 0) events = events.Take(request.Limit);
        await foreach (var stored in events) await responseStream.WriteAsync(await MessageAsync(stored, caller, context.CancellationToken), context.CancellationToken);
    }

    public override async Task Subscribe(SubscribeJournalRequest request, IServerStreamWriter<JournalEvent> responseStream, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Auditor);
        validation.Check(request);
        var filter = Filter([.. request.Types_], request.From, request.Until, request.Correlation);
        await foreach (var stored in journal.SubscribeAsync(request.AfterPosition, context.CancellationToken).Where(filter.Matches))
            await responseStream.WriteAsync(await MessageAsync(stored, caller, context.CancellationToken), context.CancellationToken);
    }

    public override async Task Verify(VerifyJournalRequest request, IServerStreamWriter<VerifyProgress> responseStream, ServerCallContext context)
    {
        Caller.Demand(context, Role.Auditor);
        validation.Check(request);
        await foreach (var progress in audit.RunAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(progress, context.CancellationToken);
    }

    private static EventFilter Filter(string[] types, Google.Protobuf.WellKnownTypes.Timestamp? from, Google.Protobuf.WellKnownTypes.Timestamp? until, string correlation) => new()
    {
        Types = [.. types],
        From = from?.ToDateTimeOffset(),
        Until = until?.ToDateTimeOffset(),
        Correlation = correlation.Length == 0 ? null : correlation,
    };

    private async ValueTask<JournalEvent> MessageAsync(StoredEvent stored, Caller caller, CancellationToken cancellationToken)
    {
        var author = Authorship.Of(stored);
        return new JournalEvent
        {
            Position = stored.Position,
            Stream = stored.Stream,
            Version = stored.Version,
            Type = stored.Type,
            Json = author.Json,
            At = Wire.Time(stored.Timestamp),
            Correlation = stored.Correlation ?? "",
            ByName = author.By is { } by && caller.KnowsNames ? await names.OfAsync(by, cancellationToken) : "",
        };
    }
}
