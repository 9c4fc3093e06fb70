using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client;

/// <summary>API keys. Needs the admin role.</summary>
public sealed class KeysClient
{
    private readonly Connection _connection;
    private readonly V1.Keys.KeysClient _keys;

    internal KeysClient(Connection connection)
    {
        _connection = connection;
        _keys = new V1.Keys.KeysClient(connection.Invoker);
    }

    /// <summary>Makes a key. Tried once: a repetition would make a second key.</summary>
    /// <param name="name">What people call its holder, 1 to 64 characters; sealed before it is recorded.</param>
    /// <param name="roles">At least one.</param>
    /// <param name="accountIds">Accounts it covers; "*" is every account; required with trader or viewer.</param>
    /// <param name="expiresAt">Null: never.</param>
    /// <param name="holder">
    /// Whose key it is: a pseudonym of 1 to 32 lower-case letters, digits and '-', or the id of another key of the same holder, all of whose keys are forgotten
    /// together. Null: the key's own id.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PortcullisException">FailedPrecondition, HOLDER_FORGOTTEN.</exception>
    public async Task<CreatedKey> CreateAsync(
        string name,
        IEnumerable<Role> roles,
        IEnumerable<string>? accountIds = null,
        DateTimeOffset? expiresAt = null,
        string? holder = null,
        CancellationToken cancellation = default)
    {
        var request = new V1.CreateKeyRequest
        {
            Name = name,
            Roles = { roles.Select(role => (V1.Role)role) },
            AccountIds = { accountIds ?? [] },
            ExpiresAt = expiresAt is { } time ? Timestamp.FromDateTimeOffset(time) : null,
            Holder = holder ?? "",
        };
        var reply = await _connection.CallOnceAsync(options => _keys.CreateAsync(request, options), cancellation);
        return new CreatedKey(Wire.Key(reply.Key), reply.Secret);
    }

    /// <summary>All keys, revoked ones included, without their secrets.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellation = default)
    {
        var reply = await _connection.CallAsync(options => _keys.ListAsync(new V1.ListKeysRequest(), options), cancellation);
        return [.. reply.Keys.Select(Wire.Key)];
    }

    /// <summary>Ends a key for ever.</summary>
    /// <exception cref="NotFoundException">No such key.</exception>
    /// <exception cref="PortcullisException">FailedPrecondition, LAST_ADMIN_KEY: make another one first.</exception>
    public async Task<ApiKey> RevokeAsync(string keyId, CancellationToken cancellation = default)
    {
        var request = new V1.RevokeKeyRequest { KeyId = keyId };
        return Wire.Key(await _connection.CallAsync(options => _keys.RevokeAsync(request, options), cancellation));
    }

    /// <summary>
    /// Erases what the holder of keys is called: revokes all its keys and destroys what its name is sealed with, for ever. May be asked again: it finishes what
    /// broke off, or says that it was done.
    /// </summary>
    /// <param name="keyOrHolder">The id of a key, whose holder is meant, or the holder.</param>
    /// <param name="reason">Kept for ever: it must name nobody.</param>
    /// <param name="cancellation">Ends the wait, not the erasure.</param>
    /// <exception cref="NotFoundException">No such key or holder.</exception>
    /// <exception cref="PortcullisException">FailedPrecondition, LAST_ADMIN_KEY: make another one first.</exception>
    public async Task<ForgottenHolder> ForgetAsync(string keyOrHolder, string reason, CancellationToken cancellation = default)
    {
        var request = new V1.ForgetKeyHolderRequest { KeyOrHolder = keyOrHolder, Reason = reason };
        return Wire.Forgotten(await _connection.CallAsync(options => _keys.ForgetAsync(request, options), cancellation));
    }
}
