using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>The messages of a response's body, read into one rented buffer.</summary>
internal sealed class ResponseMessages<T>(
    Stream body, int maxLength, ICompressionProvider? compression, Func<DeserializationContext, T> deserializer) : IDisposable
    where T : class
{
    private readonly MessagePayload _payload = new(maxLength);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Limits.FirstBufferSize);
    private int _start;
    private int _end;

    /// <summary>Bytes of the last message on the wire, without its head.</summary>
    public int LastLength { get; private set; }

    private int Available => _end - _start;

    /// <summary>The next message, or null at the end of the body.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var needed = MessageHead.Size;
            if (Available >= MessageHead.Size)
            {
                var head = MessageHead.Read(_buffer.AsSpan(_start), maxLength);
                needed += head.Length;
                if (Available >= needed)
                    return Take(head);
            }

            MakeRoom(needed);
            var count = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += count;
            if (count == 0)
                return Available == 0 ? null : throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
        }
    }

    /// <summary>Reads to the end of a body that must hold nothing more; only then are the trailers there.</summary>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        MakeRoom(1);
        if (Available > 0 || await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken) > 0)
            throw new RpcException(new Status(StatusCode.Internal, "The response holds more than one message."));
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private T Take(MessageHead head)
    {
        var payload = new ReadOnlySequence<byte>(_buffer, _start + MessageHead.Size, head.Length);
        _start += MessageHead.Size + head.Length;
        LastLength = head.Length;
        return head.IsCompressed ? _payload.ReadCompressed(payload, compression, deserializer) : _payload.Read(payload, deserializer);
    }

    /// <summary>Makes room for <paramref name="needed"/> bytes from the start of the next message on.</summary>
    private void MakeRoom(int needed)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_start + needed <= _buffer.Length && _end < _buffer.Length)
            return;
        var target = needed <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(needed);
        _buffer.AsSpan(_start, Available).CopyTo(target);
        if (target != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = target;
        _end -= _start;
        _start = 0;
    }
}
