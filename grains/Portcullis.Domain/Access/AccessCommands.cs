using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

public abstract record AccessCommand;

/// <param name="KeyId">Public part, unique.</param>
/// <param name="SecretHash">SHA-256 of the secret part, hex; the secret itself is never kept.</param>
public sealed record CreateKey(string KeyId, string Name, string SecretHash, ImmutableArray<Role> Roles, ImmutableArray<string> Accounts, DateTimeOffset? ExpiresAt, string By) : AccessCommand;

public sealed record RevokeKey(string KeyId, string By) : AccessCommand;
