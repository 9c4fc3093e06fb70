using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

/// <summary>
/// <code>
/// key:     none --CreateKey--> valid --RevokeKey, ForgetHolder--> revoked
///                                '--its expiry-----------------> expired
/// holder:  known --ForgetHolder--> forgotten --RecordErasure--> erased
/// </code>
/// What is so already, or is refused, leads to no events; <see cref="Refusal"/> tells the two apart.
/// </summary>
public static class AccessDecider
{
    public static ImmutableArray<IAccessEvent> Decide(AccessState state, AccessCommand command, DateTimeOffset now)
    {
        if (Refusal(state, command, now) is not null) return [];
        return command switch
        {
            CreateKey c when state.Keys.ContainsKey(c.KeyId) => [],
            CreateKey c => [new ApiKeyCreated(c.KeyId, c.Holder, c.SealedName, c.SecretHash, c.Roles, c.Accounts, c.ExpiresAt, c.By, now)],
            RevokeKey c when state.Keys[c.KeyId].RevokedAt is null => [new ApiKeyRevoked(c.KeyId, c.By, now)],
            ForgetHolder c when !state.Forgotten.ContainsKey(c.Holder) =>
            [
                .. state.KeysOf(c.Holder).Where(key => key.RevokedAt is null).Select(key => new ApiKeyRevoked(key.KeyId, c.By, now)),
                new HolderForgotten(c.Holder, c.Reason, c.By, now),
            ],
            RecordErasure c when state.Forgotten.TryGetValue(c.Holder, out var forgotten) && forgotten.ErasedAt is null => [new HolderErased(c.Holder, now)],
            _ => [],
        };
    }

    /// <returns>Why the command can't be carried out; null when it can, or was.</returns>
    public static AccessRefusal? Refusal(AccessState state, AccessCommand command, DateTimeOffset now) => command switch
    {
        CreateKey c when state.Forgotten.ContainsKey(c.Holder) => AccessRefusal.HolderForgotten,
        RevokeKey c when !state.Keys.ContainsKey(c.KeyId) => AccessRefusal.KeyUnknown,
        RevokeKey c when LeavesNoAdmin(state, key => key.KeyId == c.KeyId, now) => AccessRefusal.LastAdmin,
        ForgetHolder c when !state.KeysOf(c.Holder).Any() => AccessRefusal.HolderUnknown,
        ForgetHolder c when LeavesNoAdmin(state, key => key.Holder == c.Holder, now) => AccessRefusal.LastAdmin,
        _ => null,
    };

    // Whoever ends the last one has locked everybody out, and would learn of it when it is needed next.
    private static bool LeavesNoAdmin(AccessState state, Func<ApiKey, bool> isEnded, DateTimeOffset now)
    {
        var admins = state.Keys.Values.Where(key => key.Roles.Contains(Role.Admin) && key.IsValid(now)).ToArray();
        return admins.Length > 0 && admins.All(isEnded);
    }
}
