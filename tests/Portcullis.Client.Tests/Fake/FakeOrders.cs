using Grpc.Core;
using Portcullis.V1;

namespace Portcullis.Client.Tests.Fake;

internal sealed class FakeOrders(FakeGateway gateway) : OrderGateway.OrderGatewayBase
{
    public override Task<V1.OrderDecision> Submit(SubmitRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        return Task.FromResult(gateway.Leave(context, gateway.Book.Decide(request)));
    }

    public override Task<CancelReply> Cancel(CancelRequest request, ServerCallContext context)
    {
        gateway.Enter(context);
        throw Failures.Status(StatusCode.FailedPrecondition, $"{request.ClientOrderId} is filled");
    }

    public override async Task Trade(IAsyncStreamReader<TradeRequest> requestStream, IServerStreamWriter<TradeReply> responseStream, ServerCallContext context)
    {
        gateway.Enter(context);
        await context.WriteResponseHeadersAsync([]);
        using var writing = new SemaphoreSlim(1);
        async Task Send(TradeReply reply)
        {
            await writing.WaitAsync(context.CancellationToken);
            try
            {
                await responseStream.WriteAsync(reply, context.CancellationToken);
            }
            finally
            {
                writing.Release();
            }
        }

        var tasks = new List<Task>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (request.Watch is { } watch)
            {
                tasks.Add(SendUpdates(watch.AfterVersion, Send, context));
                continue;
            }

            if (gateway.TradeBreaksAfter is { } left)
                gateway.TradeBreaksAfter = left - 1;
            var reply = Answer(request);
            if (gateway.TradeBreaksAfter <= 0)
            {
                gateway.TradeBreaksAfter = null;
                FakeGateway.Break(context);
                gateway.Gate.TrySetResult();
                return;
            }

            tasks.Add(SendWhenOpen(reply, Send, context));
        }

        await Task.WhenAll(tasks);
    }

    private TradeReply Answer(TradeRequest request)
    {
        try
        {
            return new TradeReply { RequestId = request.RequestId, Decision = gateway.Book.Decide(request.Submit) };
        }
        catch (RpcException e)
        {
            var error = new TradeError { Code = (int)e.StatusCode, Message = e.Status.Detail };
            error.FieldViolations.Add(new V1.FieldViolation { Field = "account_id", Description = "unknown" });
            return new TradeReply { RequestId = request.RequestId, Error = error };
        }
    }

    private async Task SendWhenOpen(TradeReply reply, Func<TradeReply, Task> send, ServerCallContext context)
    {
        await gateway.Gate.Task.WaitAsync(context.CancellationToken);
        await send(reply);
    }

    private async Task SendUpdates(long version, Func<TradeReply, Task> send, ServerCallContext context)
    {
        while (true)
        {
            var (after, grown) = gateway.Book.Read(version);
            foreach (var execution in after)
            {
                await send(new TradeReply { Update = execution });
                version = execution.Version;
            }

            await grown.WaitAsync(context.CancellationToken);
        }
    }
}
