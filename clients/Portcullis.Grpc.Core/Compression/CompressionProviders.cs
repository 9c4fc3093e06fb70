using System.IO.Compression;
using Grpc.Core.Internal;

namespace Grpc.Net.Compression;

/// <summary>One way to compress messages.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses what is written to it; disposing it leaves <paramref name="stream"/> open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    Stream CreateDecompressionStream(Stream stream);
}

/// <summary>gzip (RFC 1952).</summary>
public sealed class GzipCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new GZipStream(stream, CompressionMode.Decompress);
}

/// <summary>deflate, which in HTTP and gRPC is the zlib format (RFC 1950).</summary>
public sealed class DeflateCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    public string EncodingName => "deflate";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new ZLibStream(stream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new ZLibStream(stream, CompressionMode.Decompress);
}

/// <summary>The encodings that one side knows, by name.</summary>
internal sealed class CompressionProviders
{
    private readonly Dictionary<string, ICompressionProvider> _byName;

    public CompressionProviders(IEnumerable<ICompressionProvider> providers)
    {
        _byName = providers.ToDictionary(provider => provider.EncodingName, StringComparer.Ordinal);
        AcceptEncoding = string.Join(',', _byName.Keys.Prepend(Headers.Identity));
    }

    public static IReadOnlyList<ICompressionProvider> Default { get; } =
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public string AcceptEncoding { get; }

    public ICompressionProvider? Find(string name) => _byName.GetValueOrDefault(name);
}
