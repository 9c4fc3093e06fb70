using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Settings of all services, or of one by <see cref="GrpcServiceOptions{TService}"/>. Null takes the wider setting, then the default.</summary>
public class GrpcServiceOptions
{
    private int? _maxReceiveMessageSize;
    private IList<ICompressionProvider>? _compressionProviders;

    /// <summary>Largest message sent, in bytes. Unlimited by default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest message received, in bytes, after decompression too; set to null for unlimited. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize
    {
        get => MaxReceiveMessageSizeIsSet ? _maxReceiveMessageSize : Limits.MaxReceiveMessageSize;
        set
        {
            _maxReceiveMessageSize = value;
            MaxReceiveMessageSizeIsSet = true;
        }
    }

    /// <summary>Whether the message of an unexpected exception goes to the client. Off by default.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The encoding of responses for clients that accept it, for example <c>gzip</c>. None by default.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed; by default as the provider was made.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>The encodings understood. gzip and deflate by default.</summary>
    public IList<ICompressionProvider> CompressionProviders
    {
        get => _compressionProviders ??= [.. Grpc.Net.Compression.CompressionProviders.Default];
        set => _compressionProviders = value;
    }

    /// <summary>Interceptors, outermost first.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether calls of unknown services and methods fall through to the rest of the application. By default they get UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    internal bool MaxReceiveMessageSizeIsSet { get; private set; }

    /// <summary>The encodings where anybody has looked at or set them; null otherwise.</summary>
    internal IList<ICompressionProvider>? OwnCompressionProviders => _compressionProviders;
}

/// <summary>Settings of one service.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
