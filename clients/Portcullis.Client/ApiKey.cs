namespace Portcullis.Client;

/// <summary>A key without its secret.</summary>
public sealed record ApiKey
{
    public required string KeyId { get; init; }

    /// <summary>What people call its holder; "erased" once the holder was forgotten, "unreadable" where what opens it is missing; empty while the database is away.</summary>
    public required string Name { get; init; }

    /// <summary>Whose key it is: a pseudonym; its own id where none was given.</summary>
    public string Holder { get; init; } = "";

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

    /// <summary>When it was ordered to forget the holder. Null: it was not.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>When nothing opened the holder's name any more. Null: it is kept, or its erasure is under way.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>A holder of keys whose name was erased.</summary>
public sealed record ForgottenHolder
{
    /// <summary>The pseudonym, which stays.</summary>
    public required string Holder { get; init; }

    /// <summary>Its keys, all of them revoked.</summary>
    public required IReadOnlyList<string> KeyIds { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset ForgottenAt { get; init; }

    /// <summary>When nothing opened the name any more.</summary>
    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>True when it had been done before; <see cref="By"/> and <see cref="Reason"/> are those of then.</summary>
    public required bool Already { get; init; }

    /// <summary>The id of the key that ordered it.</summary>
    public required string By { get; init; }

    /// <summary>As it was given.</summary>
    public required string Reason { get; init; }
}

/// <summary>A new key with its secret, which the gateway does not keep and never shows again.</summary>
/// <param name="Key">What is kept.</param>
/// <param name="Secret">What the caller sends.</param>
public sealed record CreatedKey(ApiKey Key, string Secret);
