using Grpc.Core;
using Portcullis.V1;

namespace Portcullis.Benchmarks;

/// <summary>How one client asks, one order at a time.</summary>
internal interface IOrderCalls : IDisposable
{
    Task<OrderDecision> SubmitAsync(SubmitRequest request);
}

/// <summary>A call for each order.</summary>
internal sealed class UnaryCalls(OrderGateway.OrderGatewayClient orders, Metadata headers) : IOrderCalls
{
    public async Task<OrderDecision> SubmitAsync(SubmitRequest request) => await orders.SubmitAsync(request, headers);

    public void Dispose()
    {
        // Nothing is kept from call to call.
    }
}

/// <summary>One Trade stream for all orders, as a bot keeps it for its session.</summary>
internal sealed class TradeStreamCalls(AsyncDuplexStreamingCall<TradeRequest, TradeReply> stream) : IOrderCalls
{
    public async Task<OrderDecision> SubmitAsync(SubmitRequest request)
    {
        await stream.RequestStream.WriteAsync(new TradeRequest { RequestId = request.ClientOrderId, Submit = request });
        if (!await stream.ResponseStream.MoveNext(CancellationToken.None)) throw new InvalidOperationException("The stream ended before its answer.");
        return stream.ResponseStream.Current.Decision ?? throw new InvalidOperationException(stream.ResponseStream.Current.ToString());
    }

    public void Dispose() => stream.Dispose();
}
