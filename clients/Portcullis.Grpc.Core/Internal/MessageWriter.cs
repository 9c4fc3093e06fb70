using System.Buffers;
using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Core.Internal;

/// <summary>
/// Frames messages into a target. A message that knows its length and is not compressed goes there without a copy. One writer serves one call.
/// </summary>
internal sealed class MessageWriter(int? maxLength) : SerializationContext
{
    private IBufferWriter<byte>? _target;
    private ICompressionProvider? _compression;
    private CompressionLevel? _level;
    private PooledBuffer? _buffered;
    private int? _length;
    private bool _completed;

    /// <summary>Bytes of the last message on the wire, without its head.</summary>
    public int LastLength { get; private set; }

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED above the limit; nothing has been written then.</exception>
    public void Write<T>(
        IBufferWriter<byte> target, T message, Action<T, SerializationContext> serializer, ICompressionProvider? compression, CompressionLevel? level)
    {
        _target = target;
        _compression = compression;
        _level = level;
        _length = null;
        _completed = false;
        try
        {
            serializer(message, this);
            if (!_completed)
                throw new InvalidOperationException("The serializer has not completed the message.");
        }
        finally
        {
            _buffered?.Dispose();
            _target = null;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length is not { } length || _compression is not null)
            return _buffered ??= new PooledBuffer();
        WriteHead(isCompressed: false, length);
        return _target!;
    }

    public override void Complete()
    {
        _completed = true;
        if (_length is null || _compression is not null)
            Emit((_buffered ??= new PooledBuffer()).Written);
    }

    public override void Complete(byte[] payload)
    {
        _completed = true;
        Emit(payload);
    }

    private void Emit(ReadOnlyMemory<byte> payload)
    {
        Check(payload.Length);
        if (_compression is null)
        {
            WriteHead(isCompressed: false, payload.Length);
            _target!.Write(payload.Span);
            return;
        }

        using var compressed = new MemoryStream();
        using (var stream = _compression.CreateCompressionStream(compressed, _level))
            stream.Write(payload.Span);
        WriteHead(isCompressed: true, (int)compressed.Length);
        _target!.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    private void WriteHead(bool isCompressed, int length)
    {
        LastLength = length;
        MessageHead.Write(_target!.GetSpan(MessageHead.Size), isCompressed, length);
        _target.Advance(MessageHead.Size);
    }

    private void Check(int length)
    {
        if (length > maxLength)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."));
    }
}
