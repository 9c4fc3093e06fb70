using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portcullis.Domain.Access;
using Portcullis.Grains;
using Portcullis.Journal.Privacy;

namespace Portcullis.Gateway.Access;

/// <summary>
/// Keys as callers hold them: <c>pc_{id}_{secret}</c>, the secret 256 random bits. The journal keeps its SHA-256: with that many bits a slow hash
/// would add nothing.
/// </summary>
public sealed class ApiKeys(AccessGrain access, ISubjectVault vault, KeyUsage usage, TimeProvider time)
{
    private const string Prefix = "pc_";
    private const int SecretBytes = 32;
    private static readonly int SecretLength = Base64Url.GetEncodedLength(SecretBytes);

    /// <summary>The caller that a presented key stands for; null when there is no such valid key.</summary>
    public Caller? Authenticate(ReadOnlySpan<char> presented)
    {
        if (!presented.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var named = presented[Prefix.Length..];
        var end = named.IndexOf('_');
        if (end < 0) return null;
        var id = named[..end].ToString();
        var now = time.GetUtcNow();
        if (!access.Current.Keys.TryGetValue(id, out var key) || !key.IsValid(now) || !IsSecretOf(key, named[(end + 1)..])) return null;
        usage.Record(id, now);
        return new Caller(key);
    }

    private static bool IsSecretOf(ApiKey key, ReadOnlySpan<char> presented)
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> recorded = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Encoding.UTF8.TryGetBytes(presented, secret, out var length) || length != SecretLength) return false;
        SHA256.HashData(secret, hash);
        Convert.FromHexString(key.SecretHash, recorded, out _, out _);
        return CryptographicOperations.FixedTimeEquals(hash, recorded);
    }

    /// <summary>Whether a key that was good is so still.</summary>
    public bool IsValid(string keyId) => access.Current.Keys.TryGetValue(keyId, out var key) && key.IsValid(time.GetUtcNow());

    /// <param name="name">What people call the holder; sealed before it is recorded.</param>
    /// <param name="holder">Whose key it is; null: its own.</param>
    /// <param name="roles">At least one.</param>
    /// <param name="accounts">What it covers.</param>
    /// <param name="expiresAt">Null: never.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key, and the text that its holder presents: shown once, kept nowhere.</returns>
    /// <exception cref="SubjectErasedException">The holder was forgotten.</exception>
    public async Task<(ApiKey Key, string Presented)> CreateAsync(
        string name, string? holder, ImmutableArray<Role> roles, ImmutableArray<string> accounts, DateTimeOffset? expiresAt, string by, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Pseudonym.KeyIdLength / 2));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        holder ??= id;
        var create = new CreateKey(id, holder, await vault.SealAsync(holder, name, cancellationToken), hash, roles, accounts, expiresAt, by);
        if (await access.TryAsync(create, time.GetUtcNow(), cancellationToken) is not null) throw new SubjectErasedException(holder);
        return (access.Current.Keys[id], $"{Prefix}{id}_{secret}");
    }
}
