namespace Grpc.Net.Client.Internal;

/// <summary>
/// A whole request of one message. An array content is known to need no response before its end, which spares the HTTP handler a race
/// of two tasks per call; its length is not announced, as no gRPC client does that.
/// </summary>
internal sealed class MessageContent : ByteArrayContent
{
    public MessageContent(byte[] frame)
        : base(frame) => Headers.TryAddWithoutValidation("Content-Type", Grpc.Core.Internal.Headers.ContentType);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
