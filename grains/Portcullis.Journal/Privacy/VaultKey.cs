using System.Buffers.Text;
using System.Security.Cryptography;

namespace Portcullis.Journal.Privacy;

/// <summary>
/// Wraps the subjects' keys before they enter the database, so that a stolen dump alone opens nothing. It is no part of an erasure: it stays the same, and
/// what it wrapped is destroyed subject by subject.
/// </summary>
public sealed class VaultKey
{
    private readonly byte[] _key;

    private VaultKey(byte[] key) => _key = key;

    /// <summary>Reads 32 random bytes in base64: <c>openssl rand -base64 32</c>. Never made by itself: two nodes would make two.</summary>
    /// <exception cref="IOException">There is no such file, or it holds something else.</exception>
    public static VaultKey FromFile(string path)
    {
        var text = File.ReadAllText(path).Trim();
        if (Base64.IsValid(text) && Convert.FromBase64String(text) is { Length: SealedBox.KeySize } key)
            return new VaultKey(key);
        throw new IOException($"{path} holds no vault key: {SealedBox.KeySize} random bytes in base64, as 'openssl rand -base64 {SealedBox.KeySize}' writes them.");
    }

    internal byte[] Wrap(string subject, byte[] key) => SealedBox.Seal(_key, subject, key);

    internal byte[]? Unwrap(string subject, byte[] wrapped) => SealedBox.Open(_key, subject, wrapped);

    /// <summary>Whether a key stands in the database as it is.</summary>
    internal static bool IsBare(byte[] stored) => stored.Length == SealedBox.KeySize;

    internal static byte[] NewSubjectKey() => RandomNumberGenerator.GetBytes(SealedBox.KeySize);
}
