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
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        holder ??= id;
        var create = new CreateKey(id, holder, await vault.SealAsync(holder, name, cancellationToken), hash, roles, accounts, expiresAt, by);
        if (await access.TryAsync(create, time.GetUtcNow(), cancellationToken) is not null) throw new SubjectErasedException(holder);
        return (access.Current.Keys[id], $"{Prefix}{id}_{secret}");
    }
}
