using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

public interface IAccessEvent : IDomainEvent;

[EventName("api_key_created")]
public sealed record ApiKeyCreated(
    string KeyId,
    string Name,
    string SecretHash,
    ImmutableArray<Role> Roles,
    ImmutableArray<string> Accounts,
    DateTimeOffset? ExpiresAt,
    string By,
    DateTimeOffset At) : IAccessEvent;

[EventName("api_key_revoked")]
public sealed record ApiKeyRevoked(string KeyId, string By, DateTimeOffset At) : IAccessEvent;
