using Grpc.Core;

namespace Portcullis.Client;

/// <summary>A stream of market data into the gateway. One writer at a time.</summary>
public sealed class MarketDataPublisher : IDisposable
{
    private readonly AsyncClientStreamingCall<V1.MarketDataMessage, V1.PublishReply> _call;
    private readonly CancellationToken _cancellation;

    internal MarketDataPublisher(AsyncClientStreamingCall<V1.MarketDataMessage, V1.PublishReply> call, CancellationToken cancellation) =>
        (_call, _cancellation) = (call, cancellation);

    /// <summary>Sends one event; completes when the transport has taken it, so that a slow gateway slows its feed.</summary>
    public async Task WriteAsync(MarketEvent data)
    {
        ArgumentNullException.ThrowIfNull(data);
        try
        {
            await _call.RequestStream.WriteAsync(WireRequests.MarketData(data));
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // A write fails when the call is over; why it is over stands in the answer.
            await Connection.Told(_call.ResponseAsync, _cancellation);
            throw;
        }
    }

    /// <summary>Ends the stream and waits for the count of what was taken.</summary>
    public async Task<PublishResult> CompleteAsync()
    {
        await _call.RequestStream.CompleteAsync();
        var reply = await Connection.Told(_call.ResponseAsync, _cancellation);
        return new PublishResult(reply.Accepted, reply.Refused, [.. reply.Reasons]);
    }

    public void Dispose() => _call.Dispose();
}
