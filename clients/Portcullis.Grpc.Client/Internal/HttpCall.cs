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
internal abstract class HttpCall : ICall
{
    private static readonly Status s_deadlineExceeded = new(StatusCode.DeadlineExceeded, "The deadline passed.");

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private CancellationTokenRegistration _callerCancels;
    private CancellationTokenRegistration _parentCancels;
    private DeadlineTimer? _deadlineTimer;
    private HttpResponseMessage? _response;
    private StreamingContent? _streaming;
    private TaskCompletionSource<Metadata>? _headersAwaited;
    private Status? _status;
    private Metadata? _trailers;
    private Task? _responseRead;
    private Activity? _activity;
    private long _startedAt;
    private long _sent;
    private long _received;
    private bool _headersAreTrailers;

    private readonly int _previousAttempts;

    protected HttpCall(GrpcChannel channel, CallMethod method, CallOptions options, int previousAttempts)
    {
        _previousAttempts = previousAttempts;
        Channel = channel;
        Method = method;
        Options = options;
        Deadline = options.EffectiveDeadline();
    }

    protected GrpcChannel Channel { get; }

    protected CallMethod Method { get; }

    protected CallOptions Options { get; }

    protected DateTime? Deadline { get; }

    protected CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Whether the server has begun a response that is more than a status: from then on the call can't be repeated unseen.</summary>
    public bool HasResponse => _response is not null && !_headersAreTrailers;

    /// <summary>The reading of the response, where it goes on by itself (the call's one response message).</summary>
    public Task? ResponseRead
    {
        set => _responseRead = value;
    }

    public Task<Metadata> ResponseHeaders
    {
        get
        {
            lock (_lock)
            {
                if (_headersAwaited is null)
                {
                    _headersAwaited = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                    CompleteHeaders();
                }

                return _headersAwaited.Task;
            }
        }
    }

    public bool IsFinished => _status is not null;

    public Status GetStatus() => _status ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers()
    {
        if (_status is null)
            throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");
        return Trailers();
    }

    public void Cancel() => Finish(new Status(StatusCode.Cancelled, "Call canceled by the client."));

    public void Dispose() => Finish(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>Counts a message that has gone.</summary>
    public void Sent(int length)
    {
        _sent += length;
        GrpcEventSource.Log.Counters.Sent();
    }

    /// <summary>The exception that a finished call throws.</summary>
    public Exception Failure()
    {
        var status = GetStatus();
        return Channel.ThrowOperationCanceledOnCancellation && status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
            && (Options.CancellationToken.IsCancellationRequested || status.StatusCode == StatusCode.DeadlineExceeded)
            ? new OperationCanceledException(status.Detail, new RpcException(status, Trailers()), Options.CancellationToken)
            : new RpcException(status, Trailers());
    }

    /// <summary>Why a message could not be written. The server may have answered before the request's end: its status says more than the broken write.</summary>
    public async ValueTask<Exception> WriteFailureAsync(Exception error)
    {
        if (!IsFinished && _responseRead is { } responseRead)
            await responseRead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FinishWith(error);
        return Failure();
    }

    /// <summary>Sends the head; false where the answer was only a status, or the call is over already.</summary>
    protected async Task<bool> SendAsync(HttpContent content)
    {
        _streaming = content as StreamingContent;
        Started();
        if (!Watch())
            return false;
        var response = await ExchangeAsync(content);
        var refused = ResponseHead.Refuse(response);
        var early = ResponseHead.ReadStatus(response.Headers);
        lock (_lock)
        {
            _response = response;
            _headersAreTrailers = early is not null;
            if (_status is null && refused is null)
                CompleteHeaders();
        }

        if ((early ?? refused) is { } status)
            Finish(status);
        if (_status is null)
            return true;
        response.Dispose();
        return false;
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpContent content)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                var request = await RequestHead.CreateAsync(Channel, Method, Options, Deadline, _previousAttempts, content, Cancelled);
                ClientTelemetry.Inject(_activity, request);
                return await Channel.SendAsync(request, Cancelled);
            }
            catch (HttpRequestException error) when (Options.IsWaitForReady && CallFailure.IsConnectFailure(error))
            {
                // The content has not been touched: it can be sent again.
                await Task.Delay(Channel.ReconnectBackoff.After(++failures), Channel.Time, Cancelled);
            }
        }
    }

    protected async ValueTask<Stream> OpenBodyAsync() => await _response!.Content.ReadAsStreamAsync(Cancelled);

    protected ICompressionProvider? ResponseCompression()
    {
        if (!_response!.Headers.NonValidated.TryGetValues(Headers.Encoding, out var values) || values.ToString() is not { } name || name == Headers.Identity)
            return null;
        return Channel.Compression.Find(name)
            ?? throw new RpcException(new Status(StatusCode.Internal, $"Unsupported grpc-encoding value '{name}'. Supported encodings: {Channel.Compression.AcceptEncoding}"));
    }

    /// <summary>The status in the trailers, which are there once the body has been read to its end.</summary>
    protected Status ReadTrailers() =>
        ResponseHead.ReadStatus(_response!.TrailingHeaders) ?? new Status(StatusCode.Unknown, "No grpc-status found on response.");

    /// <summary>Ends the call by an exception of the transport, of a marshaller or of a cancellation.</summary>
    protected void FinishWith(Exception error)
    {
        if (_status is null)
            Finish(ToStatus(error));
    }

    protected void Finish(Status status)
    {
        lock (_lock)
        {
            if (_status is not null)
                return;
            _status = status;
            CompleteHeaders();
        }

        _callerCancels.Dispose();
        _parentCancels.Dispose();
        _deadlineTimer?.Dispose();
        _streaming?.Abort();
        if (_response is null || status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            _cancellation.Cancel();
        _response?.Dispose();
        Finished(status);
    }

    /// <summary>Counts a message that has come.</summary>
    protected void Received(int length)
    {
        _received += length;
        GrpcEventSource.Log.Counters.Received();
    }

    private void Started()
    {
        _startedAt = Channel.Time.GetTimestamp();
        _activity = ClientTelemetry.StartActivity(Method);
        ClientTelemetry.AttemptStarted(Method, Channel.Target);
        if (Channel.Logger.IsEnabled(LogLevel.Debug))
            Channel.Logger.StartingCall(Method.Method.Type, Method.Address);
    }

    private void Finished(Status status)
    {
        if (_startedAt == 0)
            return;
        var duration = Channel.Time.GetElapsedTime(_startedAt);
        ClientTelemetry.AttemptEnded(Method, Channel.Target, status, duration, _sent, _received, _activity);
        if (Method.Retry is null)
            ClientTelemetry.CallEnded(Method, Channel.Target, status, duration);
        Channel.Logger.Ended(status);
    }

    /// <summary>Starts to watch deadline and cancellation; false where one of them has passed already.</summary>
    private bool Watch()
    {
        if (Deadline <= Channel.UtcNow)
            Finish(s_deadlineExceeded);
        else if (Options.CancellationToken.IsCancellationRequested)
            Cancel();
        if (_status is not null)
            return false;
        if (Deadline is { } deadline)
            _deadlineTimer = new DeadlineTimer(Channel.Time, deadline, static call => ((HttpCall)call).Finish(s_deadlineExceeded), this);
        _callerCancels = Options.CancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel(), this);
        if (Options.PropagationToken is { } parent)
            _parentCancels = parent.CancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel(), this);
        return true;
    }


    private Status ToStatus(Exception error)
    {
        if (error is OperationCanceledException && (Options.CancellationToken.IsCancellationRequested || Cancelled.IsCancellationRequested))
            return new Status(StatusCode.Cancelled, "Call canceled by the client.", error);
        var status = CallFailure.ToStatus(error);
        return status.StatusCode == StatusCode.Cancelled && Deadline <= Channel.UtcNow ? s_deadlineExceeded : status;
    }

    private Metadata Trailers()
    {
        lock (_lock)
            return _trailers ??= _response is null ? []
                : ResponseHead.ReadMetadata(_headersAreTrailers ? _response.Headers : _response.TrailingHeaders);
    }

    private void CompleteHeaders()
    {
        if (_headersAwaited is null)
            return;
        if (_response is not null && ResponseHead.Refuse(_response) is null)
            _headersAwaited.TrySetResult(_headersAreTrailers ? [] : ResponseHead.ReadMetadata(_response.Headers));
        else if (_status is { } status)
            FailHeaders(status);
    }

    private void FailHeaders(Status status)
    {
        _headersAwaited!.TrySetException(new RpcException(status, Trailers()));
        // Nobody has to look at the headers of a failed call.
        _ = _headersAwaited.Task.Exception;
    }
}
