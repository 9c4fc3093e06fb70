using Grpc.Core;
using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Validation;
using Portcullis.V1;
using Kind = Portcullis.Domain.Orders.ExecutionKind;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class ExecutionsService(ExecutionSink sink, ExecutionFeed feed, RequestValidation validation) : Executions.ExecutionsBase
{
    public override async Task<ReportReply> Report(ReportRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Feed, Role.Trader);
        validation.Check(request);
        foreach (var execution in request.Executions)
            if (!caller.Covers(execution.AccountId) && !caller.IsFeedForAll) throw Errors.AccountNotCovered(execution.AccountId);
        var reply = new ReportReply();
        foreach (var execution in request.Executions)
        {
            switch (await sink.RecordAsync(Read(execution), context.CancellationToken))
            {
                case Outcome.Happened { Events: var events } when events.OfType<UnknownExecutionReported>().Any():
                    reply.UnknownOrderIds.Add(execution.OrderId);
                    break;
                case Outcome.Happened { Events.IsEmpty: false }:
                    reply.Applied++;
                    break;
                case Outcome.Refused refused:
                    throw Errors.From(refused.Refusal);
                default:
                    reply.Duplicates++;
                    break;
            }
        }

        return reply;
    }

    public override async Task Watch(WatchExecutionsRequest request, IServerStreamWriter<Execution> responseStream, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Viewer, Role.Feed, Role.Operator);
        validation.Check(request);
        await foreach (var execution in feed.WatchAsync(request.AccountId, request.AfterVersion, context.CancellationToken))
            await responseStream.WriteAsync(execution, context.CancellationToken);
    }

    private static BrokerExecution Read(Execution e) => new(
        new AccountId(e.AccountId),
        e.ExecutionId,
        new OrderId(e.OrderId),
        e.Kind switch
        {
            ExecutionKind.Acknowledged => Kind.Acknowledged,
            ExecutionKind.Fill => Kind.Fill,
            ExecutionKind.Canceled => Kind.Canceled,
            ExecutionKind.Expired => Kind.Expired,
            ExecutionKind.Rejected => Kind.Rejected,
            ExecutionKind.Busted => Kind.Busted,
            ExecutionKind.Replaced => Kind.Replaced,
            _ => Kind.Unspecified,
        },
        DecimalText.Read(e.Quantity) ?? 0m,
        DecimalText.Read(e.Price),
        DecimalText.Read(e.Commission) ?? 0m,
        e.Reason.Length == 0 ? null : e.Reason,
        e.At.ToDateTimeOffset(),
        e.BustedExecutionId.Length == 0 ? null : e.BustedExecutionId);
}
