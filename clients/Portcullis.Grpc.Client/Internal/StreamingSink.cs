using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Sends requests straight into the one attempt that there is.</summary>
internal sealed class StreamingSink(HttpCall call, StreamingContent content) : IRequestSink
{
    public ValueTask SendAsync(ReadOnlyMemory<byte> frame)
    {
        call.Sent(frame.Length - MessageHead.Size);
        return content.Opened.IsCompletedSuccessfully ? content.Stream.WriteAsync(frame) : OpenAndSendAsync(frame);
    }

    public ValueTask FlushAsync() => new(content.Stream.FlushAsync());

    public ValueTask<Exception> FailureAsync(Exception error) => call.WriteFailureAsync(error);

    public void Complete() => content.Complete();

    private async ValueTask OpenAndSendAsync(ReadOnlyMemory<byte> frame)
    {
        await content.Opened;
        await content.Stream.WriteAsync(frame);
    }
}
