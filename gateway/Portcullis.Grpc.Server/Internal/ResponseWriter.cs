using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The responses of a streaming call, as its handler writes them.</summary>
internal sealed class ResponseWriter<T>(ServerCall call, Action<T, SerializationContext> serializer) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => call.WriteAsync(message, serializer, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken) => call.WriteAsync(message, serializer, cancellationToken);
}
