using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Core.Internal;

/// <summary>The five bytes before every message: whether it is compressed, and its length.</summary>
internal readonly record struct MessageHead(bool IsCompressed, int Length)
{
    public const int Size = 5;

    public static void Write(Span<byte> target, bool isCompressed, int length)
    {
        target[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], length);
    }

    /// <summary>Reads and checks a head: the limit holds before the first byte of the message is waited for.</summary>
    /// <exception cref="RpcException">INTERNAL for an unknown flag, RESOURCE_EXHAUSTED above the limit.</exception>
    public static MessageHead Read(ReadOnlySpan<byte> source, int maxLength)
    {
        if (source[0] > 1)
            throw new RpcException(new Status(StatusCode.Internal, "Unexpected compressed flag value in message header."));
        var length = BinaryPrimitives.ReadUInt32BigEndian(source[1..]);
        if (length > (uint)maxLength)
            throw TooLarge();
        return new MessageHead(source[0] == 1, (int)length);
    }

    public static MessageHead Read(in ReadOnlySequence<byte> source, int maxLength)
    {
        if (source.FirstSpan.Length >= Size)
            return Read(source.FirstSpan, maxLength);
        Span<byte> head = stackalloc byte[Size];
        source.Slice(0, Size).CopyTo(head);
        return Read(head, maxLength);
    }

    public static RpcException TooLarge() =>
        new(new Status(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
}
