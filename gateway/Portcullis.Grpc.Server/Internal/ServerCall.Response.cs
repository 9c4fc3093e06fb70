using System.Globalization;
using Grpc.AspNetCore.Server.Internal.Telemetry;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// The response's half of a call. A call ends once: by its handler or by its deadline. Under the lock each side sees whether the other has
/// ended the call or is writing, so that head, messages and trailers never mix.
/// </summary>
internal sealed partial class ServerCall
{
    private static readonly Status s_deadlineExceeded = new(StatusCode.DeadlineExceeded, "The deadline passed.");

    private MessageWriter? _writer;
    private ICompressionProvider? _responseCompression;
    private Task? _deadlineEnd;
    private long _sentBytes;
    private bool _headPrepared;
    private bool _written;
    private bool _writing;
    private bool _ended;
    private bool _endedByDeadline;

    /// <summary>The response of a call that has one: head, message and trailers leave together when the call ends.</summary>
    public void WriteSingle<T>(T message, Action<T, SerializationContext> serializer)
        where T : class
    {
        if (message is null)
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        if (!TryBeginWrite())
            return;
        try
        {
            Serialize(message, serializer);
        }
        finally
        {
            EndWrite();
        }
    }

    public async Task WriteAsync<T>(T message, Action<T, SerializationContext> serializer, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        BeginWrite();
        try
        {
            Serialize(message, serializer);
            if (((WriteOptions?.Flags ?? 0) & WriteFlags.BufferHint) == 0)
                await FlushAsync(cancellationToken);
        }
        finally
        {
            EndWrite();
        }
    }

    /// <summary>Sends the status, unless the deadline has done so already.</summary>
    public async ValueTask EndAsync(Status status)
    {
        bool ends;
        lock (_lock)
        {
            ends = !_ended;
            _ended = true;
        }

        _deadlineTimer?.Dispose();
        if (ends)
            status = WriteStatus(status);
        else if (_deadlineEnd is not null)
            await _deadlineEnd.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _clientCancels.DisposeAsync();
        ServerTelemetry.Ended(
            http, method, _endedByDeadline ? s_deadlineExceeded : status, settings.Time.GetElapsedTime(_startedAt), _sentBytes, _receivedBytes);
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWrite();
        try
        {
            if (_written)
                throw new InvalidOperationException("Response headers can only be sent once per call.");
            PrepareHead(responseHeaders);
            Append(http.Response.Headers, responseHeaders);
            _written = true;
            await FlushAsync(CancellationToken.None);
        }
        finally
        {
            EndWrite();
        }
    }

    /// <summary>Kestrel swallows what is written to a client that has gone; a handler that does not look at its token must learn it here.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if ((await http.Response.BodyWriter.FlushAsync(cancellationToken)).IsCompleted)
        {
            _requestLost = true;
            throw Complete();
        }
    }

    private static InvalidOperationException Complete() => new("Can't write the message because the request is complete.");

    private static void Append(IHeaderDictionary fields, Metadata metadata)
    {
        foreach (var entry in metadata)
            if (!Headers.IsReserved(entry.Key))
                fields[entry.Key] = Microsoft.Extensions.Primitives.StringValues.Concat(fields[entry.Key], entry.FieldValue());
    }

    private void Serialize<T>(T message, Action<T, SerializationContext> serializer)
    {
        PrepareHead(null);
        var compression = ((WriteOptions?.Flags ?? 0) & WriteFlags.NoCompress) == 0 ? _responseCompression : null;
        _writer ??= new MessageWriter(settings.MaxSendMessageSize);
        _writer.Write(http.Response.BodyWriter, message, serializer, compression, settings.CompressionLevel);
        _written = true;
        _sentBytes += _writer.LastLength;
        GrpcEventSource.Log.Counters.Sent();
    }

    /// <summary>Chooses the response's encoding: the configured one, or the one the handler asked for, where the client accepts it.</summary>
    private void PrepareHead(Metadata? responseHeaders)
    {
        if (_headPrepared)
            return;
        _headPrepared = true;
        if (http.Request.Headers.ContainsKey(Headers.Encoding))
            AddAcceptEncoding();
        var wanted = responseHeaders?.GetValue(Headers.EncodingRequest) ?? settings.ResponseEncoding;
        if (wanted is null || !ClientAccepts(wanted) || settings.Compression.Find(wanted) is not { } compression)
            return;
        _responseCompression = compression;
        http.Response.Headers[Headers.Encoding] = compression.EncodingName;
    }

    private bool ClientAccepts(string encoding)
    {
        var accepted = http.Request.Headers[Headers.AcceptEncoding].ToString().AsSpan();
        foreach (var range in accepted.Split(','))
            if (accepted[range].Trim().Equals(encoding, StringComparison.Ordinal))
                return true;
        return false;
    }

    private void AddAcceptEncoding() => http.Response.Headers[Headers.AcceptEncoding] = settings.Compression.AcceptEncoding;

    /// <summary>Writes the status, or INTERNAL where a handler's trailers hold what HTTP can't carry; gives what was written.</summary>
    private Status WriteStatus(Status status)
    {
        try
        {
            WriteStatus(status, _responseTrailers);
            return status;
        }
        catch (InvalidOperationException error)
        {
            settings.Logger.HandlerFailed(method, error);
            var failure = new Status(StatusCode.Internal, "The trailers can't be sent.", error);
            WriteStatus(failure, trailers: null);
            return failure;
        }
    }

    /// <summary>Status and trailers: into the head where nothing has been written, not even into a buffer; behind the messages otherwise.</summary>
    private void WriteStatus(Status status, Metadata? trailers)
    {
        var fields = _written ? http.Features.Get<IHttpResponseTrailersFeature>()!.Trailers : http.Response.Headers;
        fields[Headers.Status] = status.StatusCode == StatusCode.OK ? "0" : ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
            fields[Headers.Message] = PercentEncoding.Encode(status.Detail);
        if (trailers is not null)
            Append(fields, trailers);
    }

    private void DeadlinePassed()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = _endedByDeadline = true;
            _deadlineEnd = EndByDeadlineAsync(_writing);
        }
    }

    /// <summary>The handler's end waits for this one: afterwards the HTTP context may serve another request.</summary>
    private async Task EndByDeadlineAsync(bool isWriting)
    {
        // Off the lock, which the handler's own callbacks must not run under.
        await Task.Yield();
        settings.Logger.DeadlineExceeded(_timeout);
        if (isWriting)
        {
            // A write that waits for flow control can't be followed by trailers; the client sees its own deadline behind the reset.
            http.Features.Get<IHttpResetFeature>()?.Reset(errorCode: 8);
        }
        else
        {
            // The handler still runs and may be adding trailers: they stay its own.
            WriteStatus(s_deadlineExceeded, trailers: null);
            await http.Response.CompleteAsync();
        }

        CancelRead();
        _deadlineCancels?.Cancel();
    }

    private void CancelRead()
    {
        try
        {
            http.Request.BodyReader.CancelPendingRead();
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The request is gone or has been read to its end: no read waits any more.
        }
    }

    private void BeginWrite()
    {
        if (!TryBeginWrite())
            throw Complete();
    }

    private bool TryBeginWrite()
    {
        lock (_lock)
        {
            if (_writing)
                throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            return _writing = !_ended;
        }
    }

    private void EndWrite()
    {
        lock (_lock)
            _writing = false;
    }
}
