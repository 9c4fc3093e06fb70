using System.Security.Cryptography;

namespace Portcullis.Journal;

/// <summary>A blob is found under the SHA-256 of its content, so that nobody can put other content in its place.</summary>
internal static class BlobAddress
{
    /// <exception cref="ArgumentException">Not 64 hexadecimal digits.</exception>
    public static byte[] Parse(string sha256Hex)
    {
        if (sha256Hex is not { Length: 2 * SHA256.HashSizeInBytes } || !sha256Hex.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"'{sha256Hex}' is no SHA-256 in hexadecimal.", nameof(sha256Hex));
        return Convert.FromHexString(sha256Hex);
    }

    public static byte[] Check(string sha256Hex, ReadOnlyMemory<byte> content)
    {
        var address = Parse(sha256Hex);
        if (content.Length > Limits.BlobBytes)
            throw new ArgumentException($"The content has {content.Length} bytes; at most {Limits.BlobBytes} are taken.", nameof(content));
        if (!SHA256.HashData(content.Span).AsSpan().SequenceEqual(address))
            throw new ArgumentException($"The content's SHA-256 is not {sha256Hex}.", nameof(sha256Hex));
        return address;
    }
}
