using System.Buffers;
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
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        while (Available < MessageHead.Size)
            if (!await FillAsync(MessageHead.Size, cancellationToken))
                return Available == 0 ? null : throw Incomplete();

        var head = MessageHead.Read(_buffer.AsSpan(_start), maxLength);
        var total = MessageHead.Size + head.Length;
        while (Available < total)
            if (!await FillAsync(total, cancellationToken))
                throw Incomplete();

        var payload = new ReadOnlySequence<byte>(_buffer, _start + MessageHead.Size, head.Length);
        _start += total;
        LastLength = head.Length;
        return head.IsCompressed ? _payload.ReadCompressed(payload, compression, deserializer) : _payload.Read(payload, deserializer);
    }

    /// <summary>Reads to the end of a body that must hold nothing more; only then are the trailers there.</summary>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        if (Available > 0 || await FillAsync(1, cancellationToken))
            throw new RpcException(new Status(StatusCode.Internal, "The response holds more than one message."));
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static RpcException Incomplete() => new(new Status(StatusCode.Internal, "Incomplete message."));

    /// <summary>Reads once, after making room for <paramref name="needed"/> bytes from the start of the message; false at the end.</summary>
    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        MakeRoom(needed);
        var count = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

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
