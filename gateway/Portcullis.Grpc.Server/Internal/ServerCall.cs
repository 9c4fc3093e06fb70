using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server.Internal.Telemetry;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One call on the server: what its handler sees, and under it the request's and the response's messages.</summary>
[SuppressMessage("Design", "CA1001", Justification = "EndAsync ends the timer and the registration with the call; the source holds no handle.")]
internal sealed partial class ServerCall(HttpContext http, string method, MethodSettings settings) : ServerCallContext
{
    private readonly Lock _lock = new();
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;
    private CancellationTokenSource? _deadlineCancels;
    private CancellationTokenRegistration _clientCancels;
    private DeadlineTimer? _deadlineTimer;
    private DateTime _deadline = DateTime.MaxValue;
    private TimeSpan _timeout;
    private long _startedAt;

    public HttpContext Http => http;

    protected override string MethodCore => method;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => PeerAddress.Of(http.Connection);

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    // Asking Kestrel for its token costs a source of its own; most unary handlers never do.
    protected override CancellationToken CancellationTokenCore => _deadlineTimer is null ? http.RequestAborted : DeadlineToken();

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerIdentity.Of(http.Connection.ClientCertificate);

    /// <summary>Reads the head and starts the deadline.</summary>
    public void Begin(bool streamsRequests)
    {
        Count();
        if (streamsRequests)
            AllowIdleRequest();
        if (http.Request.Headers.TryGetValue(Headers.Timeout, out var header))
            StartDeadline(header.ToString());
    }

    /// <summary>Counts the call; <see cref="EndAsync"/> counts its end.</summary>
    public void Count()
    {
        _startedAt = settings.Time.GetTimestamp();
        ServerTelemetry.Started(method);
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
    {
        options ??= ContextPropagationOptions.Default;
        return new ContextPropagationToken(
            options.IsPropagateDeadline && _deadlineTimer is not null ? _deadline : null,
            options.IsPropagateCancellation ? CancellationToken : CancellationToken.None);
    }

    private void AllowIdleRequest()
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private void StartDeadline(string header)
    {
        if (!TimeoutHeader.TryDecode(header, out var timeout))
            throw new RpcException(new Status(StatusCode.Internal, "Malformed grpc-timeout."));
        var now = settings.Time.GetUtcNow().UtcDateTime;
        if (timeout > DateTime.MaxValue - now)
            return;
        _timeout = timeout;
        _deadline = now + timeout;
        _deadlineTimer = new DeadlineTimer(settings.Time, _deadline, static call => ((ServerCall)call).DeadlinePassed(), this);
    }

    private CancellationToken DeadlineToken()
    {
        lock (_lock)
        {
            if (_deadlineCancels is null)
            {
                _deadlineCancels = new CancellationTokenSource();
                _clientCancels = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadlineCancels);
                if (_endedByDeadline)
                    _deadlineCancels.Cancel();
            }

            return _deadlineCancels.Token;
        }
    }

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in http.Request.Headers)
            foreach (var value in values)
                metadata.AddReceived(name, value ?? "");
        return metadata;
    }
}
