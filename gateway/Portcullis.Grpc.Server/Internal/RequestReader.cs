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
        _current = null;
        var reader = call.Http.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                if (call.TryTake(reader, result, deserializer, out _current))
                    return true;
                if (result.IsCompleted)
                    return false;
            }
        }
        catch (IOException)
        {
            call.LoseRequest();
            throw;
        }
    }
}
