using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.V1;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class OrderGatewayService(OrderDesk desk, ExecutionFeed feed, RequestValidation validation, ILogger<OrderGatewayService> log) : OrderGateway.OrderGatewayBase
{
    public override Task<OrderDecision> Submit(SubmitRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader);
        return desk.SubmitAsync(request, context.CancellationToken);
    }

    public override Task<OrderDecision> Preview(SubmitRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Viewer);
        return desk.PreviewAsync(request, context.CancellationToken);
    }

    public override Task<OrderDecision> Replace(ReplaceRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader);
        return desk.ReplaceAsync(request, context.CancellationToken);
    }

    public override Task<CancelReply> Cancel(CancelRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader);
        return desk.CancelAsync(request, context.CancellationToken);
    }

    public override Task<CancelAllReply> CancelAll(CancelAllRequest request, ServerCallContext context)
    {
        Caller.Demand(context, request.AccountId, Role.Trader, Role.Operator);
        return desk.CancelAllAsync(request, context.CancellationToken);
    }

    public override Task<FlattenReply> Flatten(FlattenRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, request.AccountId, Role.Trader, Role.Operator);
        return desk.FlattenAsync(request, caller.KeyId, context.CancellationToken);
    }

    public override async Task Trade(IAsyncStreamReader<TradeRequest> requestStream, IServerStreamWriter<TradeReply> responseStream, ServerCallContext context)
    {
        // A client knows that it is connected before its first answer.
        await context.WriteResponseHeadersAsync([]);
        await new TradeStream(desk, feed, validation, Caller.Of(context), responseStream, log).RunAsync(requestStream, context.CancellationToken);
    }
}
