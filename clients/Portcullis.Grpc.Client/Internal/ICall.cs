using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>A call as its caller holds it: one attempt, or as many as a policy allows.</summary>
internal interface ICall : IDisposable
{
    Task<Metadata> ResponseHeaders { get; }

    Status GetStatus();

    Metadata GetTrailers();

    /// <summary>A read or a write that its caller cancels ends the whole call: a stream has no place to go on from.</summary>
    void Cancel();
}

/// <summary>Where the responses of a streaming call come from.</summary>
internal interface IResponseSource<T> : ICall
    where T : class
{
    /// <summary>The next message, or null at the end of a call that succeeded.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    ValueTask<T?> ReadNextAsync();
}

/// <summary>Where the requests of a streaming call go.</summary>
internal interface IRequestSink
{
    /// <summary>Completes when flow control has let the frame go; the frame may be changed after that.</summary>
    Task SendAsync(ReadOnlyMemory<byte> frame, bool flush);

    void Complete();
}
