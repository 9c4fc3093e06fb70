using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

public abstract record AccessCommand;

/// <param name="KeyId">Public part, unique.</param>
/// <param name="Holder">Whose key it is: a pseudonym.</param>
/// <param name="SealedName">What people call the holder, sealed for the holder.</param>
/// <param name="SecretHash">SHA-256 of the secret part, hex; the secret itself is never kept.</param>
public sealed record CreateKey(
    string KeyId, string Holder, string SealedName, string SecretHash, ImmutableArray<Role> Roles, ImmutableArray<string> Accounts, DateTimeOffset? ExpiresAt, string By) : AccessCommand;

public sealed record RevokeKey(string KeyId, string By) : AccessCommand;

/// <summary>Ends all keys of a holder and orders that the name behind them be erased.</summary>
public sealed record ForgetHolder(string Holder, string Reason, string By) : AccessCommand;

/// <summary>What opened the holder's name has been destroyed.</summary>
public sealed record RecordErasure(string Holder) : AccessCommand;
