using Google.Protobuf;

namespace Grpc.Core;

/// <summary>Typed error details in trailers, under <c>grpc-status-details-bin</c>.</summary>
public static class MetadataExtensions
{
    public const string StatusDetailsTrailerName = "grpc-status-details-bin";

    /// <summary>The <see cref="Google.Rpc.Status"/> in the metadata, or null where there is none.</summary>
    /// <param name="metadata">The trailers of a call.</param>
    /// <param name="ignoreParseError">Whether bytes that are no status give null instead of an exception (the default).</param>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var bytes = metadata.GetValueBytes(StatusDetailsTrailerName);
        try
        {
            return bytes is null ? null : Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Puts the status into the metadata, in the place of any other.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        while (metadata.Get(StatusDetailsTrailerName) is { } other)
            metadata.Remove(other);
        metadata.Add(StatusDetailsTrailerName, status.ToByteArray());
    }
}
