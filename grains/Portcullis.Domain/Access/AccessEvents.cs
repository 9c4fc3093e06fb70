using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

/// <summary>No event names a person. <c>By</c> is a key's id, or the gateway's own word for itself ("portcullis"); what a person is called is sealed for the holder.</summary>
public interface IAccessEvent : IDomainEvent;

/// <param name="Holder">Whose key it is: a pseudonym that several keys may share. The key's own id where none was given.</param>
/// <param name="SealedName">What people call the holder, sealed for the holder; in the clear where a program before sealing wrote it.</param>
[EventName("api_key_created_v2")]
public sealed record ApiKeyCreated(
    string KeyId,
    string Holder,
    string SealedName,
    string SecretHash,
    ImmutableArray<Role> Roles,
    ImmutableArray<string> Accounts,
    DateTimeOffset? ExpiresAt,
    string By,
    DateTimeOffset At) : IAccessEvent;

[EventName("api_key_revoked")]
public sealed record ApiKeyRevoked(string KeyId, string By, DateTimeOffset At) : IAccessEvent;

/// <summary>The order to erase: from here on no node shows the holder's name. <see cref="HolderErased"/> says when it was done.</summary>
[EventName("key_holder_forgotten")]
public sealed record HolderForgotten(string Holder, string Reason, string By, DateTimeOffset At) : IAccessEvent;

/// <summary>The key that opened the holder's name exists no more.</summary>
[EventName("key_holder_erased")]
public sealed record HolderErased(string Holder, DateTimeOffset At) : IAccessEvent;
