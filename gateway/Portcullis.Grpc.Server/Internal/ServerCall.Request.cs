using System.Buffers;
using System.Diagnostics.CodeAnalysis;
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
        try
        {
            var reader = http.Request.BodyReader;
            T? message = null;
            while (true)
            {
                var result = await reader.ReadAsync();
                if (message is null)
                {
                    if (!TryTake(reader, result, deserializer, out message) && result.IsCompleted)
                        throw Violation("The request holds no message.");
                    continue;
                }

                var isMore = !result.Buffer.IsEmpty;
                reader.AdvanceTo(result.Buffer.End);
                if (isMore)
                    throw Violation("The request holds more than one message.");
                if (result.IsCanceled)
                    throw Ended();
                if (result.IsCompleted)
                    return message;
            }
        }
        catch (IOException)
        {
            LoseRequest();
            throw;
        }
    }

    /// <summary>
    /// Takes one message out of what has been read and leaves the rest to the next read. False where there is none: with a completed
    /// result, there will be none.
    /// </summary>
    public bool TryTake<T>(PipeReader reader, ReadResult result, Func<DeserializationContext, T> deserializer, [NotNullWhen(true)] out T? message)
        where T : class
    {
        var buffer = result.Buffer;
        var (consumed, examined) = (buffer.Start, buffer.End);
        try
        {
            if (result.IsCanceled)
                throw Ended();
            if (TryRead(ref buffer, deserializer, out message))
            {
                // Nothing behind the message has been examined: the next one may be there already.
                consumed = examined = buffer.Start;
                return true;
            }

            return result.IsCompleted && !buffer.IsEmpty ? throw Violation("Incomplete message.") : false;
        }
        finally
        {
            reader.AdvanceTo(consumed, examined);
        }
    }

    /// <summary>The pipe of a request that its client has given up throws before the request's token fires; both mean the same to the call's status.</summary>
    public void LoseRequest() => _requestLost = true;

    private bool TryRead<T>(ref ReadOnlySequence<byte> buffer, Func<DeserializationContext, T> deserializer, [NotNullWhen(true)] out T? message)
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

    private static OperationCanceledException Ended() => new("The call has ended.");

    private static RpcException Violation(string detail) => new(new Status(StatusCode.Internal, detail));
}
