using Grpc.Core;
using Portcullis.Domain.Access;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.V1;
using KeysBase = Portcullis.V1.Keys.KeysBase;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class KeysService(ApiKeys keys, AccessGrain access, KeyUsage usage, RequestValidation validation, TimeProvider time) : KeysBase
{
    public override async Task<CreateKeyReply> Create(CreateKeyRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Admin);
        validation.Check(request);
        var (key, presented) = await keys.CreateAsync(
            request.Name,
            [.. request.Roles.Distinct().Select(role => (Role)(int)role)],
            [.. request.AccountIds.Distinct(StringComparer.Ordinal)],
            request.ExpiresAt?.ToDateTimeOffset(),
            caller.Name,
            context.CancellationToken);
        return new CreateKeyReply { Key = Wire.Key(key, null), Secret = presented };
    }

    public override Task<ListKeysReply> List(ListKeysRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Role.Admin);
        var reply = new ListKeysReply();
        reply.Keys.AddRange(access.Current.Keys.Values.OrderBy(key => key.CreatedAt).Select(key => Wire.Key(key, usage.LastUsed(key.KeyId))));
        return Task.FromResult(reply);
    }

    public override async Task<V1.ApiKey> Revoke(RevokeKeyRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Admin);
        var (state, _) = await access.ExecuteAsync(new RevokeKey(request.KeyId, caller.Name), time.GetUtcNow(), context.CancellationToken);
        return state.Keys.TryGetValue(request.KeyId, out var key) ? Wire.Key(key, usage.LastUsed(key.KeyId)) : throw Errors.KeyUnknown(request.KeyId);
    }
}
