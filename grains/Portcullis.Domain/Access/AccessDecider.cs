using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

/// <summary>
/// <code>
/// none --CreateKey--> valid --RevokeKey--> revoked
///                       '--its expiry----> expired
/// </code>
/// </summary>
public static class AccessDecider
{
    public static ImmutableArray<IAccessEvent> Decide(AccessState state, AccessCommand command, DateTimeOffset now) => command switch
    {
        CreateKey c when state.Keys.ContainsKey(c.KeyId) => [],
        CreateKey c => [new ApiKeyCreated(c.KeyId, c.Name, c.SecretHash, c.Roles, c.Accounts, c.ExpiresAt, c.By, now)],
        RevokeKey c when state.Keys.TryGetValue(c.KeyId, out var key) && key.RevokedAt is null => [new ApiKeyRevoked(c.KeyId, c.By, now)],
        _ => [],
    };
}
