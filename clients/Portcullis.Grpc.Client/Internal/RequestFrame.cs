using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>The one message of a unary request as it goes over the wire.</summary>
internal static class RequestFrame
{
    public static byte[] Create<T>(T message, Marshaller<T> marshaller, ICompressionProvider? compression, int? maxLength)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var buffer = new PooledBuffer();
        new MessageWriter(maxLength).Write(buffer, message, marshaller.ContextualSerializer, compression, null);
        return buffer.Written.ToArray();
    }
}
