namespace Grpc.Core.Internal;

/// <summary>Metadata to header fields and back.</summary>
internal static class MetadataFields
{
    /// <summary>Adds a received field unless the protocol owns it.</summary>
    public static void AddReceived(this Metadata metadata, string name, string value)
    {
        if (Headers.IsReserved(name))
            return;
        if (Metadata.Entry.IsBinaryKey(name))
            BinaryHeader.AddTo(metadata, name, value);
        else
            metadata.Add(Metadata.Entry.Received(name, value));
    }

    public static string FieldValue(this Metadata.Entry entry) => entry.IsBinary ? BinaryHeader.Encode(entry.Bytes) : entry.Value;
}
