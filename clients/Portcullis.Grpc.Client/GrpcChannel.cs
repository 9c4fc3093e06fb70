using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client;

/// <summary>A way to one address over HTTP/2. Making one costs nothing; it connects with its first call. Share it between threads.</summary>
public sealed partial class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<(IMethod Method, string? Host), CallMethod> _methods = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _ownsInvoker;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        Time = (TimeProvider?)options.ServiceProvider?.GetService(typeof(TimeProvider)) ?? TimeProvider.System;
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize ?? int.MaxValue - MessageHead.Size;
        Compression = new CompressionProviders(options.CompressionProviders ?? [.. CompressionProviders.Default]);
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
        ThrowOperationCanceledOnCancellation = options.ThrowOperationCanceledOnCancellation;
        var security = ChannelSecurity.Read(options.Credentials, address);
        CallCredentials = security.CallCredentials;
        SendsCallCredentials = security.IsSecure || options.UnsafeUseInsecureChannelCallCredentials;
        (_invoker, _ownsInvoker) = Transport.Create(options, security);
    }

    internal Uri Address { get; }

    internal TimeProvider Time { get; }

    internal DateTime UtcNow => Time.GetUtcNow().UtcDateTime;

    internal int? MaxSendMessageSize { get; }

    internal int MaxReceiveMessageSize { get; }

    internal CompressionProviders Compression { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    internal bool ThrowOperationCanceledOnCancellation { get; }

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

    /// <summary>Ends the channel; calls under way are cancelled where the channel made its own connections.</summary>
    public void Dispose()
    {
        if (_ownsInvoker)
            _invoker.Dispose();
    }

    internal CallMethod Find(IMethod method, string? host) => _methods.GetOrAdd((method, host), static (key, channel) => channel.Describe(key.Method, key.Host), this);

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

    private CallMethod Describe(IMethod method, string? host) => new(method, new Uri(Address, method.FullName), host);
}
