namespace Grpc.Core;

/// <summary>What a handler knows about its call, and what it can say besides its messages.</summary>
public abstract class ServerCallContext
{
    private IDictionary<object, object>? _userState;

    /// <summary>The path of the method: <c>/package.Service/Method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The host that the client called.</summary>
    public string Host => HostCore;

    /// <summary>The client's address, for example <c>ipv4:127.0.0.1:40112</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>When the client stops waiting, in UTC; <see cref="DateTime.MaxValue"/> without a deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Fires when the client cancels, the connection is lost or the deadline passes.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Sent after the last message, with the status.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status to send when the handler returns.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Options of the response's writes.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>How the client proved who it is at the transport.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>For interceptors and handlers of one call to pass things on.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    protected abstract string MethodCore { get; }

    protected abstract string HostCore { get; }

    protected abstract string PeerCore { get; }

    protected abstract DateTime DeadlineCore { get; }

    protected abstract Metadata RequestHeadersCore { get; }

    protected abstract CancellationToken CancellationTokenCore { get; }

    protected abstract Metadata ResponseTrailersCore { get; }

    protected abstract Status StatusCore { get; set; }

    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    protected abstract AuthContext AuthContextCore { get; }

    protected virtual IDictionary<object, object> UserStateCore => _userState ??= new Dictionary<object, object>();

    /// <summary>Sends the response headers now instead of with the first message. At most once, before any message.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Lets calls made by this handler inherit its deadline and cancellation.</summary>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}
