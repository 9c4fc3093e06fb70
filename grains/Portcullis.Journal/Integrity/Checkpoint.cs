using System.Globalization;
using System.Text;

namespace Portcullis.Journal.Integrity;

/// <summary>
/// A block's place and hash with a signature, kept outside the database: whoever rewrites a whole suffix of the journal, chain and all,
/// can't rewrite what was signed and exported before.
/// </summary>
/// <param name="KeyId">Which public key verifies it.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256, as r and s.</param>
public sealed record Checkpoint(string Journal, long Block, long Position, string Hash, DateTimeOffset SignedAt, string KeyId, string Signature)
{
    public static Checkpoint Sign(string journal, long block, long position, string hash, DateTimeOffset at, CheckpointKey key)
    {
        var unsigned = new Checkpoint(journal, block, position, hash, Microseconds.Floor(at), key.Id, string.Empty);
        return unsigned with { Signature = Convert.ToBase64String(key.Sign(unsigned.Content())) };
    }

    public bool IsSignedBy(CheckpointKey key) => key.Id == KeyId && TryDecode(Signature) is { } signature && key.Verifies(Content(), signature);

    private static byte[]? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private byte[] Content() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"portcullis checkpoint 1\n{Journal}\n{Block}\n{Position}\n{Hash}\n{Microseconds.Of(SignedAt)}\n{KeyId}\n"));
}
