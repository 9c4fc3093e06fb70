using System.Collections.Immutable;

namespace Portcullis.Domain.Access;

/// <summary>Who may ask, and who was forgotten: the fold of the access stream.</summary>
public sealed record AccessState
{
    public static readonly AccessState Empty = new();

    public long Version { get; init; }

    public ImmutableSortedDictionary<string, ApiKey> Keys { get; init; } = ImmutableSortedDictionary.Create<string, ApiKey>(StringComparer.Ordinal);

    /// <summary>By holder.</summary>
    public ImmutableSortedDictionary<string, Forgotten> Forgotten { get; init; } = ImmutableSortedDictionary.Create<string, Forgotten>(StringComparer.Ordinal);

    /// <summary>The holder of that name, or of the key with that id; null when there is neither.</summary>
    public string? HolderOf(string holderOrKey) => Keys.TryGetValue(holderOrKey, out var key) ? key.Holder : IsHolder(holderOrKey) ? holderOrKey : null;

    public IEnumerable<ApiKey> KeysOf(string holder) => Keys.Values.Where(key => key.Holder == holder);

    private bool IsHolder(string name) => KeysOf(name).Any();

    public AccessState Evolve(IAccessEvent happened) => (happened switch
    {
        ApiKeyCreated e => this with
        {
            Keys = Keys.SetItem(e.KeyId, new ApiKey
            {
                KeyId = e.KeyId,
                Holder = e.Holder,
                SealedName = e.SealedName,
                SecretHash = e.SecretHash,
                Roles = e.Roles,
                Accounts = e.Accounts,
                CreatedAt = e.At,
                ExpiresAt = e.ExpiresAt,
            }),
        },
        ApiKeyRevoked e when Keys.TryGetValue(e.KeyId, out var key) => this with { Keys = Keys.SetItem(e.KeyId, key with { RevokedAt = e.At }) },
        HolderForgotten e => this with { Forgotten = Forgotten.SetItem(e.Holder, new Forgotten(e.Reason, e.By, e.At, null)) },
        HolderErased e when Forgotten.TryGetValue(e.Holder, out var forgotten) => this with { Forgotten = Forgotten.SetItem(e.Holder, forgotten with { ErasedAt = e.At }) },
        _ => this,
    }) with { Version = Version + 1 };
}

/// <param name="At">When it was ordered.</param>
/// <param name="ErasedAt">When it was done; null while it is under way.</param>
public sealed record Forgotten(string Reason, string By, DateTimeOffset At, DateTimeOffset? ErasedAt);
