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

/// <summary>A call whose responses are a stream.</summary>
internal interface IStreamedCall<out T> : ICall, IAsyncStreamReader<T>;

/// <summary>Where the requests of a streaming call go.</summary>
internal interface IRequestSink
{
    /// <summary>Completes when flow control has let the frame go; the frame may be changed after that.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> frame);

    /// <summary>Lets what has been sent leave at once.</summary>
    ValueTask FlushAsync();

    /// <summary>Why a message could not be sent, as its writer is to learn it.</summary>
    ValueTask<Exception> FailureAsync(Exception error);

    void Complete();
}
