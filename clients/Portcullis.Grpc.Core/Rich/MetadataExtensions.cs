using Google.Protobuf;
using Grpc.Core.Internal;

namespace Grpc.Core;

/// <summary>Typed error details in trailers, under <c>grpc-status-details-bin</c>.</summary>
public static class MetadataExtensions
{
    /// <summary>The <see cref="Google.Rpc.Status"/> in the metadata, or null where there is none.</summary>
    /// <param name="metadata">The trailers of a call.</param>
    /// <param name="ignoreParseError">Whether bytes that are no status give null (the default) instead of an exception.</param>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = true)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var bytes = metadata.GetValueBytes(Headers.StatusDetails);
        try
        {
            return bytes is null ? null : Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Puts the status into the metadata.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        metadata.Add(Headers.StatusDetails, status.ToByteArray());
    }
}
