namespace Portcullis.Client;

/// <summary>A key without its secret.</summary>
public sealed record ApiKey
{
    public required string KeyId { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Accounts it covers; "*" is every account.</summary>
    public required IReadOnlyList<string> AccountIds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Null: not revoked.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Null: never used.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A new key with its secret, which the gateway does not keep and never shows again.</summary>
/// <param name="Key">What is kept.</param>
/// <param name="Secret">What the caller sends.</param>
public sealed record CreatedKey(ApiKey Key, string Secret);
