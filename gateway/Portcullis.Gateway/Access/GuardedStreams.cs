using Grpc.Core;

namespace Portcullis.Gateway.Access;

/// <summary>A stream that outlives its caller's key ends with it: the key is looked at again with each message.</summary>
internal sealed class GuardedReader<T>(IAsyncStreamReader<T> inner, Action demand) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        var more = await inner.MoveNext(cancellationToken);
        if (more) demand();
        return more;
    }
}

/// <inheritdoc cref="GuardedReader{T}"/>
internal sealed class GuardedWriter<T>(IServerStreamWriter<T> inner, Action demand) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        demand();
        return inner.WriteAsync(message, cancellationToken);
    }
}
