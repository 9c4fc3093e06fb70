using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// One HTTP/2 request that carries one attempt of a call: its head, its cancellation and how it ended. The first end counts; what comes
/// after it is ignored.
/// </summary>
internal abstract class HttpCall : IDisposable
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
    private bool _headersAreTrailers;

    protected HttpCall(GrpcChannel channel, CallMethod method, CallOptions options)
    {
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

    public WriteOptions? WriteOptions => Options.WriteOptions;

    public bool IsFinished => _status is not null;

    public Status GetStatus() => _status ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers()
    {
        if (_status is null)
            throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");
        return Trailers();
    }

    public void Dispose() => Finish(new Status(StatusCode.Cancelled, "gRPC call disposed."));

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
        if (!Watch())
            return false;
        var request = await RequestHead.CreateAsync(Channel, Method, Options, Deadline, content, Cancelled);
        var response = await Channel.SendAsync(request, Cancelled);
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

    protected virtual void Finished(Status status)
    {
    }

    /// <summary>Starts to watch deadline and cancellation; false where one of them has passed already.</summary>
    private bool Watch()
    {
        if (Deadline <= Channel.UtcNow)
            Finish(s_deadlineExceeded);
        else if (Options.CancellationToken.IsCancellationRequested)
            CancelledByCaller();
        if (_status is not null)
            return false;
        if (Deadline is { } deadline)
            _deadlineTimer = new DeadlineTimer(Channel.Time, deadline, static call => ((HttpCall)call).Finish(s_deadlineExceeded), this);
        _callerCancels = Options.CancellationToken.UnsafeRegister(static call => ((HttpCall)call!).CancelledByCaller(), this);
        if (Options.PropagationToken is { } parent)
            _parentCancels = parent.CancellationToken.UnsafeRegister(static call => ((HttpCall)call!).CancelledByCaller(), this);
        return true;
    }

    /// <summary>A read that is cancelled cancels its call: the stream has no place to go on from.</summary>
    internal void CancelledByReader() => CancelledByCaller();

    private void CancelledByCaller() => Finish(new Status(StatusCode.Cancelled, "Call canceled by the client."));

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
