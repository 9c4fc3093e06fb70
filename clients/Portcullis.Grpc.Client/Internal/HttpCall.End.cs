using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>The end of a call, by whatever comes first: trailers, an exception, the deadline, the caller, the channel.</summary>
internal abstract partial class HttpCall
{
    private static readonly Status s_deadlineExceeded = new(StatusCode.DeadlineExceeded, "The deadline passed.");
    private static readonly Status s_cancelled = new(StatusCode.Cancelled, "Call canceled by the client.");
    private static readonly Status s_disposed = new(StatusCode.Cancelled, "gRPC call disposed.");

    private CancellationTokenRegistration _callerCancels;
    private CancellationTokenRegistration _parentCancels;
    private CancellationTokenRegistration _channelCancels;
    private DeadlineTimer? _deadlineTimer;
    private TaskCompletionSource<Metadata>? _headersAwaited;
    private Metadata? _trailers;
    private volatile End? _end;

    public bool IsFinished => _end is not null;

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

    public Status GetStatus() => _end?.Status ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers() =>
        IsFinished ? Trailers() : throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    public void Cancel() => Finish(s_cancelled);

    public void Dispose() => Finish(s_disposed);

    /// <summary>The exception that a finished call throws.</summary>
    public Exception Failure()
    {
        var status = GetStatus();
        var error = new RpcException(status, Trailers());
        var gaveUp = status.StatusCode == StatusCode.DeadlineExceeded
            || (status.StatusCode == StatusCode.Cancelled && options.CancellationToken.IsCancellationRequested);
        return gaveUp && channel.ThrowOperationCanceledOnCancellation
            ? new OperationCanceledException(status.Detail, error, options.CancellationToken)
            : error;
    }

    /// <summary>Ends the call by an exception of the transport, of a marshaller or of a cancellation.</summary>
    protected void FinishWith(Exception error)
    {
        if (!IsFinished)
            Finish(ToStatus(error));
    }

    protected void Finish(Status status)
    {
        lock (_lock)
        {
            if (IsFinished)
                return;
            _end = new End(status);
            CompleteHeaders();
        }

        Unwatch();
        _streaming?.Abort();
        if (_response is null || status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            _cancellation.Cancel();
        _response?.Dispose();
        Finished(status);
    }

    /// <summary>Starts to watch all that may end the call; false where it has ended already.</summary>
    private bool Watch()
    {
        if (_deadline <= channel.UtcNow)
            Finish(s_deadlineExceeded);
        if (IsFinished)
            return false;
        if (_deadline is { } deadline)
            _deadlineTimer = new DeadlineTimer(channel.Time, deadline, static call => ((HttpCall)call).Finish(s_deadlineExceeded), this);
        _callerCancels = Register(options.CancellationToken);
        _channelCancels = Register(channel.Disposed);
        if (options.PropagationToken is { } parent)
            _parentCancels = Register(parent.CancellationToken);
        if (!IsFinished)
            return true;
        // The end came in between and has not seen all of what has just been registered.
        Unwatch();
        return false;
    }

    private void Unwatch()
    {
        _callerCancels.Dispose();
        _channelCancels.Dispose();
        _parentCancels.Dispose();
        _deadlineTimer?.Dispose();
    }

    private CancellationTokenRegistration Register(CancellationToken token) => token.UnsafeRegister(static call => ((HttpCall)call!).Cancel(), this);

    private Status ToStatus(Exception error)
    {
        if (error is OperationCanceledException && (options.CancellationToken.IsCancellationRequested || Cancelled.IsCancellationRequested))
            return new Status(StatusCode.Cancelled, s_cancelled.Detail, error);
        var status = CallFailure.ToStatus(error);
        return status.StatusCode == StatusCode.Cancelled && _deadline <= channel.UtcNow ? s_deadlineExceeded : status;
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
        else if (_end is { } end)
            FailHeaders(end.Status);
    }

    private void FailHeaders(Status status)
    {
        _headersAwaited!.TrySetException(new RpcException(status, Trailers()));
        // Nobody has to look at the headers of a failed call.
        _ = _headersAwaited.Task.Exception;
    }

    /// <summary>A status is too large to be read in one piece while another thread writes it; a reference is not.</summary>
    private sealed record End(Status Status);
}
