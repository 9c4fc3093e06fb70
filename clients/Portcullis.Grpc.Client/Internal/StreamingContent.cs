using System.Net;

namespace Grpc.Net.Client.Internal;

/// <summary>A request whose messages come while it is under way.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _stream;
    private bool _used;

    public StreamingContent() => Headers.TryAddWithoutValidation("Content-Type", Grpc.Core.Internal.Headers.ContentType);

    /// <summary>Completes once the request's head is on its way.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Where messages go once the request is open. From then on the request can't be sent a second time.</summary>
    public Stream Stream
    {
        get
        {
            Volatile.Write(ref _used, true);
            return Volatile.Read(ref _stream)!;
        }
    }

    public void Complete() => _completed.TrySetResult();

    /// <summary>Ends the request for a call that is over; pending and later writes are cancelled.</summary>
    public void Abort()
    {
        _opened.TrySetCanceled();
        _completed.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A server that has refused the stream unseen is asked again by the HTTP handler; messages that went there would be missing here.
        if (Volatile.Read(ref _used))
            throw new IOException("The request has been refused, and its messages can't be sent again.");
        // The head leaves before the first message: the server may answer, or just watch, first.
        await stream.FlushAsync(cancellationToken);
        Volatile.Write(ref _stream, stream);
        _opened.TrySetResult();
        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
