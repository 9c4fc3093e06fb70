using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Sends requests straight into the one attempt that there is.</summary>
internal sealed class StreamingSink(HttpCall call, StreamingContent content) : IRequestSink
{
    public async Task SendAsync(ReadOnlyMemory<byte> frame, bool flush)
    {
        try
        {
            var stream = await content.Opened;
            await stream.WriteAsync(frame);
            call.Sent(frame.Length - MessageHead.Size);
            if (flush)
                await stream.FlushAsync();
        }
        catch (Exception error)
        {
            throw await call.WriteFailureAsync(error);
        }
    }

    public void Complete() => content.Complete();
}
