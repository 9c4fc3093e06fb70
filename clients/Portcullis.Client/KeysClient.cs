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
    /// <param name="name">For people, 1 to 64 characters.</param>
    /// <param name="roles">At least one.</param>
    /// <param name="accountIds">Accounts it covers; "*" is every account; required with trader or viewer.</param>
    /// <param name="expiresAt">Null: never.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<CreatedKey> CreateAsync(
        string name,
        IEnumerable<Role> roles,
        IEnumerable<string>? accountIds = null,
        DateTimeOffset? expiresAt = null,
        CancellationToken cancellation = default)
    {
        var request = new V1.CreateKeyRequest
        {
            Name = name,
            Roles = { roles.Select(role => (V1.Role)role) },
            AccountIds = { accountIds ?? [] },
            ExpiresAt = expiresAt is { } time ? Timestamp.FromDateTimeOffset(time) : null,
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
    public async Task<ApiKey> RevokeAsync(string keyId, CancellationToken cancellation = default)
    {
        var request = new V1.RevokeKeyRequest { KeyId = keyId };
        return Wire.Key(await _connection.CallAsync(options => _keys.RevokeAsync(request, options), cancellation));
    }
}
