using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Portcullis.Journal.Integrity;

/// <summary>The hash that chains a block to the one before; the database computes the same in pc_append, under the append lock.</summary>
internal static class BlockHash
{
    /// <summary>What the first block names as its predecessor.</summary>
    public static ReadOnlyMemory<byte> Genesis { get; } = new byte[SHA256.HashSizeInBytes];

    public static byte[] Of(ReadOnlySpan<byte> previous, long number, long firstPosition, DateTimeOffset committedAt, ReadOnlySpan<byte> leaves, string node)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("portcullis block 1"u8);
        hash.AppendData(previous);
        AppendNumber(hash, number);
        AppendNumber(hash, firstPosition);
        AppendNumber(hash, Microseconds.Of(committedAt));
        hash.AppendData(SHA256.HashData(leaves));
        hash.AppendData(Encoding.UTF8.GetBytes(node));
        return hash.GetHashAndReset();
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
