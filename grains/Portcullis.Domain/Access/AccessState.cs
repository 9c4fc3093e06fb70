using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

public enum Role
{
    Unspecified = 0,
    Trader,
    Viewer,
    Feed,
    Operator,
    Auditor,
    Admin,
}

public sealed record ApiKey
{
    /// <summary>In a key's list of accounts: every account.</summary>
    public const string EveryAccount = "*";

    public required string KeyId { get; init; }

    public required string Name { get; init; }

    public required string SecretHash { get; init; }

    public required ImmutableArray<Role> Roles { get; init; }

    public required ImmutableArray<string> Accounts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } expires || now < expires);

    public bool Covers(string account) => Accounts.Contains(EveryAccount) || Accounts.Contains(account);
}

/// <summary>Who may ask: the fold of the access stream.</summary>
public sealed record AccessState
{
    public static readonly AccessState Empty = new();

    public long Version { get; init; }

    public ImmutableSortedDictionary<string, ApiKey> Keys { get; init; } = ImmutableSortedDictionary.Create<string, ApiKey>(StringComparer.Ordinal);

    public AccessState Evolve(IAccessEvent happened) => (happened switch
    {
        ApiKeyCreated e => this with
        {
            Keys = Keys.SetItem(e.KeyId, new ApiKey
            {
                KeyId = e.KeyId,
                Name = e.Name,
                SecretHash = e.SecretHash,
                Roles = e.Roles,
                Accounts = e.Accounts,
                CreatedAt = e.At,
                ExpiresAt = e.ExpiresAt,
            }),
        },
        ApiKeyRevoked e when Keys.TryGetValue(e.KeyId, out var key) => this with { Keys = Keys.SetItem(e.KeyId, key with { RevokedAt = e.At }) },
        _ => this,
    }) with { Version = Version + 1 };
}
