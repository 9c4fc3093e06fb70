namespace Grpc.Core;

/// <summary>A stream of messages that is read one at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>A stream that messages are written to, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the writes that follow.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Completes when flow control has let the message go. The next write must wait for it.</summary>
    Task WriteAsync(T message);

    /// <summary>As <see cref="WriteAsync(T)"/>; cancelling a started write cancels the call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            throw new NotSupportedException("Cancellation of stream writes is not supported by this writer.");
        return WriteAsync(message);
    }
}

/// <summary>The client's half of a request stream.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages follow.</summary>
    Task CompleteAsync();
}

/// <summary>The server's half of a response stream.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
