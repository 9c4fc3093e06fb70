using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal;
using Grpc.Net.Client.Internal.Connections;
using Grpc.Net.Client.Internal.Retry;
using Grpc.Net.Client.Internal.Telemetry;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to one address over HTTP/2. Making one costs nothing; it connects with its first call. Share it between threads.</summary>
public sealed partial class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<(IMethod Method, string? Host), CallMethod> _methods = new();
    private readonly RetryPolicies _retryPolicies;
    private readonly CancellationTokenSource _disposed = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _disposesInvoker;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        Time = (TimeProvider?)options.ServiceProvider?.GetService(typeof(TimeProvider)) ?? TimeProvider.System;
        var loggers = options.LoggerFactory ?? (ILoggerFactory?)options.ServiceProvider?.GetService(typeof(ILoggerFactory)) ?? NullLoggerFactory.Instance;
        Logger = loggers.CreateLogger(GrpcCallLog.Category);
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize ?? int.MaxValue - MessageHead.Size;
        Compression = new CompressionProviders(options.CompressionProviders ?? [.. CompressionProviders.Default]);
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
        ThrowOperationCanceledOnCancellation = options.ThrowOperationCanceledOnCancellation;
        ReconnectBackoff = Backoff.Reconnecting(options.InitialReconnectBackoff, options.MaxReconnectBackoff);
        RetryBuffer = new RetryBuffer(options.MaxRetryBufferSize, options.MaxRetryBufferPerCallSize);
        _retryPolicies = new RetryPolicies(options);
        var security = ChannelSecurity.Read(options.Credentials, address);
        CallCredentials = security.CallCredentials;
        SendsCallCredentials = security.IsSecure || options.UnsafeUseInsecureChannelCallCredentials;
        _disposesInvoker = options.HttpClient is null || options.DisposeHttpClient;
        var connections = new ChannelConnections(address);
        _invoker = Transport.Create(options, security, connections, out var tracked);
        _connections = tracked ? connections : null;
    }

    internal Uri Address { get; }

    /// <summary>Fires when the channel ends; a call gives its registration back when it ends before.</summary>
    internal CancellationToken Disposed => _disposed.Token;

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal DateTime UtcNow => Time.GetUtcNow().UtcDateTime;

    internal int? MaxSendMessageSize { get; }

    internal int MaxReceiveMessageSize { get; }

    internal CompressionProviders Compression { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    internal bool ThrowOperationCanceledOnCancellation { get; }

    internal Backoff ReconnectBackoff { get; }

    internal RetryBuffer RetryBuffer { get; }

    internal bool SendsCallCredentials { get; }

    internal IReadOnlyList<CallCredentials> CallCredentials { get; }

    /// <summary>A channel to an address: <c>http://host:port</c> without TLS, <c>https://host:port</c> with it.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(new Uri(address));

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (channelOptions.HttpClient is not null && channelOptions.HttpHandler is not null)
            throw new ArgumentException("HttpClient and HttpHandler can't both be set.", nameof(channelOptions));
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    /// <summary>Ends the channel and cancels the calls under way.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _connections?.Dispose();
        if (_disposesInvoker)
            _invoker.Dispose();
    }

    internal CallMethod Find(IMethod method, string? host)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return _methods.GetOrAdd((method, host), static (key, channel) => channel.Describe(key.Method, key.Host), this);
    }

    internal ICompressionProvider? RequestCompression(CallOptions options)
    {
        if (options.RequestEncoding() is not { } name || name == Headers.Identity)
            return null;
        return Compression.Find(name)
            ?? throw new InvalidOperationException($"Could not find compression provider for '{name}'.");
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private CallMethod Describe(IMethod method, string? host) => new(method, new Uri(Address, method.FullName), host, _retryPolicies.Find(method));
}
