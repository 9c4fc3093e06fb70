using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>Settings of a channel. All are read once, when the channel is made.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How connections are secured. By default the address decides: TLS for https, none for http.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest message sent, in bytes. Unlimited by default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest message received, in bytes, after decompression too; null for unlimited. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; set; } = Limits.MaxReceiveMessageSize;

    /// <summary>Most attempts of one call, whatever its policy says; null for unlimited. 5 by default.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>Bytes of requests that all calls of the channel may keep for another attempt; null for unlimited. 16 MiB by default.</summary>
    public long? MaxRetryBufferSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of requests that one call may keep for another attempt; null for unlimited. 1 MiB by default.</summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>The encodings understood. gzip and deflate by default.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>The client to send with; excludes <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The handler to send with. By default the channel makes a <see cref="SocketsHttpHandler"/> of its own.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing the channel disposes <see cref="HttpClient"/> or <see cref="HttpHandler"/>. Off by default.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>HTTP version of the calls. 2.0 by default.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>How strictly <see cref="HttpVersion"/> is taken. Exactly by default.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Whether a cancelled call throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/>. Off by default.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials go over connections without TLS, for everyone to read. Off by default: they are left out there.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>Retry policies by method.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>First wait after a failed connection, for calls that wait for ready. 1 second by default.</summary>
    public TimeSpan InitialReconnectBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after failed connections; null for no bound. 2 minutes by default.</summary>
    public TimeSpan? MaxReconnectBackoff { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Where the channel finds <see cref="ILoggerFactory"/> and <see cref="TimeProvider"/> that are not set here.</summary>
    public IServiceProvider? ServiceProvider { get; set; }
}
