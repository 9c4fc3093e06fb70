using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portcullis.Domain.Access;
using Portcullis.Grains;

namespace Portcullis.Gateway.Access;

/// <summary>
/// Keys as callers hold them: <c>pc_{id}_{secret}</c>, the secret 256 random bits. The journal keeps its SHA-256: with that many bits a slow hash
/// would add nothing.
/// </summary>
public sealed class ApiKeys(AccessGrain access, KeyUsage usage, TimeProvider time)
{
    private const string Prefix = "pc_";

    /// <summary>The caller that a presented key stands for; null when there is no such valid key.</summary>
    public Caller? Authenticate(string presented)
    {
        var parts = presented.Split('_', 3);
        if (parts is not ["pc", var id, var secret]) return null;
        var now = time.GetUtcNow();
        if (!access.Current.Keys.TryGetValue(id, out var key) || !key.IsValid(now)) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        if (!CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(key.SecretHash))) return null;
        usage.Record(id, now);
        return new Caller(key);
    }

    /// <summary>Whether a key that was good is so still.</summary>
    public bool IsValid(string keyId) => access.Current.Keys.TryGetValue(keyId, out var key) && key.IsValid(time.GetUtcNow());

    /// <returns>The key, and the text that its holder presents: shown once, kept nowhere.</returns>
    public async Task<(ApiKey Key, string Presented)> CreateAsync(string name, ImmutableArray<Role> roles, ImmutableArray<string> accounts, DateTimeOffset? expiresAt, string by, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        var (state, _) = await access.ExecuteAsync(new CreateKey(id, name, hash, roles, accounts, expiresAt, by), time.GetUtcNow(), cancellationToken);
        return (state.Keys[id], $"{Prefix}{id}_{secret}");
    }
}
