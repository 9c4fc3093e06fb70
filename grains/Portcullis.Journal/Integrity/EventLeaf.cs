using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Portcullis.Journal.Integrity;

/// <summary>
/// The hash of one event's canonical content. The place in the journal is not part of it, since it is not known before the commit:
/// the block's hash binds the order of its leaves and the position of the first.
/// </summary>
internal static class EventLeaf
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <param name="key">The idempotency key of the append that this event is the first of, else null.</param>
    public static void Hash(
        Guid id, string stream, long version, string type, string? clrType, DateTimeOffset at, string? headers, ReadOnlySpan<byte> json, string? key, Span<byte> leaf)
    {
        var sink = ByteSink.Rent();
        sink.Add("portcullis event 1\n"u8);
        id.TryWriteBytes(sink.Reserve(16), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(sink.Reserve(8), version);
        BinaryPrimitives.WriteInt64BigEndian(sink.Reserve(8), Microseconds.Of(at));
        AddText(stream, sink);
        AddText(type, sink);
        AddText(clrType, sink);
        AddText(key, sink);
        AddHeaders(headers, sink);
        CanonicalJson.Write(json, sink);
        SHA256.HashData(sink.Written, leaf);
    }

    private static void AddText(string? text, ByteSink sink)
    {
        // A null has a length that no text has, so that an absent value and an empty one differ.
        var length = text is null ? -1 : Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32BigEndian(sink.Reserve(4), length);
        if (length > 0)
            Encoding.UTF8.GetBytes(text, sink.Reserve(length));
    }

    private static void AddHeaders(string? headers, ByteSink sink)
    {
        var lengthAt = sink.Length;
        BinaryPrimitives.WriteInt32BigEndian(sink.Reserve(4), -1);
        if (headers is null)
            return;

        CanonicalJson.Write(Encoding.UTF8.GetBytes(headers), sink);
        BinaryPrimitives.WriteInt32BigEndian(sink.Slice(lengthAt, 4), sink.Length - lengthAt - 4);
    }
}
