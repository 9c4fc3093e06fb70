using System.Net;

namespace Grpc.Net.Client.Internal;

/// <summary>A request whose messages come while it is under way.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingContent() => Headers.TryAddWithoutValidation("Content-Type", Grpc.Core.Internal.Headers.ContentType);

    /// <summary>The stream to write to, once the request's head is on its way.</summary>
    public Task<Stream> Opened => _opened.Task;

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
        // The head leaves before the first message: the server may answer, or just watch, first.
        await stream.FlushAsync(cancellationToken);
        _opened.TrySetResult(stream);
        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
