using System.Buffers;
using Grpc.Net.Compression;

namespace Grpc.Core.Internal;

/// <summary>Turns the bytes of one received message into the message, decompressing them where its head says so. One serves one call.</summary>
internal sealed class MessagePayload(int maxLength) : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <exception cref="RpcException">INTERNAL for bytes that are no message, RESOURCE_EXHAUSTED for one that grows above the limit.</exception>
    public T Read<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        try
        {
            _payload = payload;
            return deserializer(this);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The received message could not be deserialized.", error));
        }
        finally
        {
            _payload = default;
        }
    }

    public T ReadCompressed<T>(in ReadOnlySequence<byte> payload, ICompressionProvider? compression, Func<DeserializationContext, T> deserializer)
    {
        if (compression is null)
            throw new RpcException(new Status(StatusCode.Internal, "A compressed message was received without a message encoding."));
        using var plain = new PooledBuffer();
        Decompress(payload, compression, plain);
        return Read(new ReadOnlySequence<byte>(plain.Written), deserializer);
    }

    private void Decompress(in ReadOnlySequence<byte> payload, ICompressionProvider compression, PooledBuffer plain)
    {
        try
        {
            using var stream = compression.CreateDecompressionStream(new MemoryStream(payload.ToArray(), writable: false));
            int count;
            while ((count = stream.Read(plain.GetSpan(Limits.FirstBufferSize))) > 0)
            {
                plain.Advance(count);
                if (plain.Length > maxLength)
                    throw MessageHead.TooLarge();
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The received message could not be decompressed.", error));
        }
    }
}
