using System.Security.Cryptography;
using System.Text;

namespace Portcullis.Journal.Privacy;

/// <summary>AES-256-GCM with a random nonce, bound to the subject: nonce, tag, content.</summary>
internal static class SealedBox
{
    public const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Bytes that a box has beyond its content.</summary>
    public const int Overhead = NonceSize + TagSize;

    public static byte[] Seal(byte[] key, string subject, ReadOnlySpan<byte> content)
    {
        var box = new byte[Overhead + content.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), content, box.AsSpan(Overhead), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(subject));
        return box;
    }

    /// <returns>The content; null when it was sealed with another key, for another subject, or changed since.</returns>
    public static byte[]? Open(byte[] key, string subject, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead)
            return null;
        var content = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(box[..NonceSize], box[Overhead..], box[NonceSize..Overhead], content, Encoding.UTF8.GetBytes(subject));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
