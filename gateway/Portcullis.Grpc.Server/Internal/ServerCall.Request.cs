using System.Buffers;
using System.IO.Pipelines;
using Grpc.AspNetCore.Server.Internal.Telemetry;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The request's half of a call: messages out of Kestrel's pipe, without a copy.</summary>
internal sealed partial class ServerCall
{
    private MessagePayload? _payload;
    private long _receivedBytes;
    private bool _requestLost;

    /// <summary>The one message of a request that must hold exactly one.</summary>
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        var message = await ReadNextAsync(deserializer, CancellationToken.None) ?? throw Violation("The request holds no message.");
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader, CancellationToken.None);
            var (length, isCompleted, isCanceled) = (result.Buffer.Length, result.IsCompleted, result.IsCanceled);
            Advance(reader, result.Buffer.End, result.Buffer.End);
            if (length > 0)
                throw Violation("The request holds more than one message.");
            if (isCanceled)
                throw new OperationCanceledException("The call has ended.");
            if (isCompleted)
                return message;
        }
    }

    /// <summary>The next message, or null at the end of the request.</summary>
    public async ValueTask<T?> ReadNextAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader, cancellationToken);
            var buffer = result.Buffer;
            var consumed = buffer.Start;
            try
            {
                if (result.IsCanceled)
                    throw new OperationCanceledException("The call has ended.");
                if (TryRead(ref buffer, deserializer, out var message))
                {
                    consumed = buffer.Start;
                    return message;
                }

                if (result.IsCompleted)
                    return buffer.IsEmpty ? null : throw Violation("Incomplete message.");
            }
            finally
            {
                // A message that was found leaves nothing examined behind it: the next one may be there already.
                Advance(reader, consumed, consumed.Equals(result.Buffer.Start) ? result.Buffer.End : consumed);
            }
        }
    }

    // A pipe of a request that the client has ended throws before the request's token fires; both mean the same to the call's status.
    private async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException)
        {
            _requestLost = true;
            throw;
        }
    }

    private void Advance(PipeReader reader, SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            reader.AdvanceTo(consumed, examined);
        }
        catch (IOException)
        {
            _requestLost = true;
            throw;
        }
    }

    private bool TryRead<T>(ref ReadOnlySequence<byte> buffer, Func<DeserializationContext, T> deserializer, out T? message)
        where T : class
    {
        message = null;
        if (buffer.Length < MessageHead.Size)
            return false;
        var head = MessageHead.Read(buffer, settings.MaxReceiveMessageSize);
        if (buffer.Length < MessageHead.Size + (long)head.Length)
            return false;
        var payload = buffer.Slice(MessageHead.Size, head.Length);
        _payload ??= new MessagePayload(settings.MaxReceiveMessageSize);
        message = head.IsCompressed
            ? _payload.ReadCompressed(payload, RequestCompression(), deserializer)
            : _payload.Read(payload, deserializer);
        buffer = buffer.Slice(payload.End);
        _receivedBytes += head.Length;
        GrpcEventSource.Log.Counters.Received();
        return true;
    }

    private ICompressionProvider? RequestCompression()
    {
        if (!http.Request.Headers.TryGetValue(Headers.Encoding, out var value) || value.ToString() is not { } name || name == Headers.Identity)
            return null;
        if (settings.Compression.Find(name) is { } found)
            return found;
        AddAcceptEncoding();
        throw new RpcException(new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{name}'. Supported encodings: {settings.Compression.AcceptEncoding}"));
    }

    private static RpcException Violation(string detail) => new(new Status(StatusCode.Internal, detail));
}
