using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>The responses of a streaming call, as the caller reads them.</summary>
internal sealed class ResponseStream<T>(IResponseSource<T> source) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private int _reading;

    public T Current => _current ?? throw new InvalidOperationException("No current element is available.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        try
        {
            using var cancels = cancellationToken.UnsafeRegister(static source => ((ICall)source!).Cancel(), source);
            _current = await source.ReadNextAsync();
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
