using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The requests of a streaming call, as its handler reads them.</summary>
internal sealed class RequestReader<T>(ServerCall call, Func<DeserializationContext, T> deserializer) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("No current element is available.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = await call.ReadNextAsync(deserializer, cancellationToken);
        return _current is not null;
    }
}
