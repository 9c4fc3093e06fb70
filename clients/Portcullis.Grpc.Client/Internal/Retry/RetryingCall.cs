using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal.Telemetry;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>
/// A call that is tried again while its policy says so. It is bound to an attempt once the server has begun a response there: what the
/// caller has seen can't be taken back.
/// </summary>
internal sealed class RetryingCall<TResponse> : IStreamedCall<TResponse>, IRequestSink
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly CallMethod _method;
    private readonly CallOptions _options;
    private readonly Func<DeserializationContext, TResponse> _deserializer;
    private readonly RetryRules _rules;
    private readonly RequestLog _requests;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task<HttpCall<TResponse>> _bound;
    private readonly long _startedAt;
    private HttpCall<TResponse> _attempt;
    private int _measured;

    public RetryingCall(GrpcChannel channel, CallMethod method, CallOptions options, Func<DeserializationContext, TResponse> deserializer)
    {
        _channel = channel;
        _method = method;
        _options = options;
        _deserializer = deserializer;
        _rules = method.Retry!;
        _startedAt = channel.Time.GetTimestamp();
        _requests = new RequestLog(channel.RetryBuffer);
        _attempt = Attempt(previousAttempts: 0);
        _bound = BindAsync();
    }

    public Task<Metadata> ResponseHeaders => HeadersAsync();

    public Status GetStatus() => _attempt.GetStatus();

    public Metadata GetTrailers() => _attempt.GetTrailers();

    public void Cancel() => End(attempt => attempt.Cancel());

    public void Dispose() => End(attempt => attempt.Dispose());

    /// <summary>Gives the call its only request.</summary>
    public void SendSingle(byte[] frame)
    {
        _requests.Append(frame);
        _requests.Complete();
    }

    public async Task<TResponse> ReadSingleAsync()
    {
        try
        {
            return await (await _bound).ReadSingleAsync();
        }
        finally
        {
            Release();
        }
    }

    public TResponse Current => _attempt.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var cancels = cancellationToken.UnsafeRegister(static call => ((ICall)call!).Cancel(), this);
        var attempt = await _bound;
        try
        {
            return await attempt.MoveNext(CancellationToken.None);
        }
        finally
        {
            if (attempt.IsFinished)
                Release();
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame) => await _requests.SentAsync(_requests.Append(frame), _ended.Token);

    /// <summary>The log flushes each frame: it may have to wait for the answer to it.</summary>
    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public async ValueTask<Exception> FailureAsync(Exception error) => error is OperationCanceledException ? (await _bound).Failure() : error;

    public void Complete() => _requests.Complete();

    private HttpCall<TResponse> Attempt(int previousAttempts) => new(_channel, _method, _options, _deserializer, previousAttempts);

    private async Task<HttpCall<TResponse>> BindAsync()
    {
        for (var attempts = 1; ; attempts++)
        {
            var attempt = _attempt;
            if (await attempt.StartAsync(new LoggedContent(_requests, attempt)))
            {
                _rules.Succeeded();
                break;
            }

            var pushback = attempt.GetTrailers().GetValue(Headers.RetryPushback);
            var wait = _rules.WaitBeforeNext(attempt.GetStatus(), pushback, attempts);
            if (wait is null || !_requests.CanRepeat)
                break;
            _channel.Logger.Retrying(wait.Value, attempts, attempt.GetStatus().StatusCode);
            await WaitAsync(wait.Value);
            if (!_requests.CanRepeat)
                break;
            // Whoever ends the call meanwhile either finds the new attempt or is found here: the exchange orders the two.
            Interlocked.Exchange(ref _attempt, Attempt(attempts));
            if (_ended.IsCancellationRequested)
                _attempt.Cancel();
        }

        if (_attempt.IsFinished)
            Release();
        else
            _requests.MakeFinal();
        return _attempt;
    }

    /// <summary>Waits for the next attempt. A deadline or a cancellation within the wait ends it, and then the attempt finds them.</summary>
    private async Task WaitAsync(TimeSpan wait)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, _options.CancellationToken);
        var until = _channel.UtcNow + wait;
        if (_options.EffectiveDeadline() is { } deadline && deadline < until)
            until = deadline;
        // A timer may fire a little early: an attempt before the deadline would still be sent.
        while (!ended.IsCancellationRequested && until - _channel.UtcNow is { Ticks: > 0 } left)
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), _channel.Time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<Metadata> HeadersAsync() => await (await _bound).ResponseHeaders;

    private void End(Action<HttpCall<TResponse>> end)
    {
        _ended.Cancel();
        end(_attempt);
        Release();
    }

    /// <summary>The call is over: waiting writes end, and what was kept is let go.</summary>
    private void Release()
    {
        _ended.Cancel();
        _requests.Dispose();
        if (_attempt.IsFinished && Interlocked.Exchange(ref _measured, 1) == 0)
            ClientTelemetry.CallEnded(_method, _channel.Target, _attempt.GetStatus(), _channel.Time.GetElapsedTime(_startedAt));
    }
}
