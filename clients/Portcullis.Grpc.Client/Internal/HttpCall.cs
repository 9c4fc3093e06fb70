using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal.Telemetry;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// One HTTP/2 request that carries one attempt of a call: its head, its cancellation and how it ended. The first end counts; what comes
/// after it is ignored.
/// </summary>
internal abstract partial class HttpCall(GrpcChannel channel, CallMethod method, CallOptions options, int previousAttempts) : ICall
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly DateTime? _deadline = options.EffectiveDeadline();
    private HttpResponseMessage? _response;
    private StreamingContent? _streaming;
    private bool _headersAreTrailers;
    private Activity? _activity;
    private long _startedAt;
    private long _sent;
    private long _received;

    /// <summary>As much of the response as is read without the caller: its head, or all of a single message.</summary>
    public Task? ResponseRead { private get; set; }

    protected GrpcChannel Channel => channel;

    protected CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Counts a message that has gone.</summary>
    public void Sent(int length)
    {
        _sent += length;
        GrpcEventSource.Log.Counters.Sent();
    }

    /// <summary>
    /// Why a message could not be written. The server may have answered before the request's end: its status says more than the broken write,
    /// and where it lies behind messages that the caller has yet to read, the call is left to be read.
    /// </summary>
    public async ValueTask<Exception> WriteFailureAsync(Exception error)
    {
        if (!IsFinished && ResponseRead is { } responseRead)
            await responseRead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!IsFinished && _response is not null)
            return new RpcException(new Status(StatusCode.Unavailable, "The request has ended; the response tells how the call did.", error));
        FinishWith(error);
        return GetStatus().StatusCode == StatusCode.OK ? new InvalidOperationException("Can't write the message because the call is complete.", error) : Failure();
    }

    /// <summary>Sends the head; false where the answer was only a status, or the call is over already.</summary>
    protected async Task<bool> SendAsync(HttpContent content)
    {
        _streaming = content as StreamingContent;
        if (!Started() || !Watch())
            return false;
        var response = await ExchangeAsync(content);
        var early = ResponseHead.ReadStatus(response.Headers);
        var refused = ResponseHead.Refuse(response);
        lock (_lock)
        {
            _response = response;
            _headersAreTrailers = early is not null;
            if (!IsFinished && refused is null)
                CompleteHeaders();
        }

        if ((early ?? refused) is { } status)
            Finish(status);
        if (!IsFinished)
            return true;
        response.Dispose();
        return false;
    }

    protected async ValueTask<Stream> OpenBodyAsync() => await _response!.Content.ReadAsStreamAsync(Cancelled);

    protected ICompressionProvider? ResponseCompression()
    {
        if (!_response!.Headers.NonValidated.TryGetValues(Headers.Encoding, out var values) || values.ToString() is not { } name || name == Headers.Identity)
            return null;
        return channel.Compression.Find(name)
            ?? throw new RpcException(new Status(StatusCode.Internal, $"Unsupported grpc-encoding value '{name}'. Supported encodings: {channel.Compression.AcceptEncoding}"));
    }

    /// <summary>The status in the trailers, which are there once the body has been read to its end.</summary>
    protected Status ReadTrailers() =>
        ResponseHead.ReadStatus(_response!.TrailingHeaders) ?? new Status(StatusCode.Unknown, "No grpc-status found on response.");

    /// <summary>Counts a message that has come.</summary>
    protected void Received(int length)
    {
        _received += length;
        GrpcEventSource.Log.Counters.Received();
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpContent content)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                var request = await RequestHead.CreateAsync(channel, method, options, _deadline, previousAttempts, content, Cancelled);
                ClientTelemetry.Inject(_activity, request);
                return await channel.SendAsync(request, Cancelled);
            }
            catch (HttpRequestException error) when (options.IsWaitForReady && CallFailure.IsConnectFailure(error))
            {
                // The content has not been touched: it can be sent again.
                await Task.Delay(channel.ReconnectBackoff.After(++failures), channel.Time, Cancelled);
            }
        }
    }

    /// <summary>Begins to measure the attempt, unless it has been ended before its start: what is not counted in is not counted out.</summary>
    private bool Started()
    {
        lock (_lock)
        {
            if (IsFinished)
                return false;
            _startedAt = channel.Time.GetTimestamp();
        }

        _activity = ClientTelemetry.StartActivity(method);
        ClientTelemetry.AttemptStarted(method, channel.Target);
        if (channel.Logger.IsEnabled(LogLevel.Debug))
            channel.Logger.StartingCall(method.Method.Type, method.Address);
        return true;
    }

    private void Finished(Status status)
    {
        if (_startedAt == 0)
            return;
        var duration = channel.Time.GetElapsedTime(_startedAt);
        ClientTelemetry.AttemptEnded(method, channel.Target, status, duration, _sent, _received, _activity);
        if (method.Retry is null)
            ClientTelemetry.CallEnded(method, channel.Target, status, duration);
        channel.Logger.Ended(status);
    }
}
