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

    /// <inheritdoc cref="ApiKeyCreated"/>
    public required string Holder { get; init; }

    /// <inheritdoc cref="ApiKeyCreated"/>
    public required string SealedName { get; init; }

    public required string SecretHash { get; init; }

    public required ImmutableArray<Role> Roles { get; init; }

    public required ImmutableArray<string> Accounts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } expires || now < expires);

    public bool Covers(string account) => Accounts.Contains(EveryAccount) || Accounts.Contains(account);
}
