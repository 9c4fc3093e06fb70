using Grpc.Core;
using Portcullis.Domain.Access;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.V1;
using KeysBase = Portcullis.V1.Keys.KeysBase;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class KeysService(ApiKeys keys, AccessGrain access, KeyUsage usage, HolderNames names, Forgetting forgetting, RequestValidation validation, TimeProvider time) : KeysBase
{
    public override async Task<CreateKeyReply> Create(CreateKeyRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Admin);
        validation.Check(request);
        var (key, presented) = await keys.CreateAsync(
            request.Name,
            request.Holder.Length == 0 ? null : await HolderAsync(request.Holder, context.CancellationToken),
            [.. request.Roles.Distinct().Select(role => (Role)(int)role)],
            [.. request.AccountIds.Distinct(StringComparer.Ordinal)],
            request.ExpiresAt?.ToDateTimeOffset(),
            caller.KeyId,
            context.CancellationToken);
        return new CreateKeyReply { Key = await MessageAsync(key, context.CancellationToken), Secret = presented };
    }

    public override async Task<ListKeysReply> List(ListKeysRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Role.Admin);
        var state = access.Current;
        var called = await names.OfAsync(state.Keys.Keys, context.CancellationToken);
        var reply = new ListKeysReply();
        reply.Keys.AddRange(state.Keys.Values.OrderBy(key => key.CreatedAt).Select(key => Message(key, state, called.GetValueOrDefault(key.KeyId, ""))));
        return reply;
    }

    public override async Task<V1.ApiKey> Revoke(RevokeKeyRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Admin);
        if (await access.TryAsync(new RevokeKey(request.KeyId, caller.KeyId), time.GetUtcNow(), context.CancellationToken) is { } refusal)
            throw Errors.From(refusal, request.KeyId);
        return await MessageAsync(access.Current.Keys[request.KeyId], context.CancellationToken);
    }

    public override async Task<ForgetKeyHolderReply> Forget(ForgetKeyHolderRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Admin);
        validation.Check(request);
        // A key that another node has just made is forgotten here as well.
        await access.CatchUpAsync(long.MaxValue, context.CancellationToken);
        var before = access.Current;
        var holder = before.HolderOf(request.KeyOrHolder) ?? throw Errors.From(AccessRefusal.HolderUnknown, request.KeyOrHolder);
        var wasErased = before.Forgotten.TryGetValue(holder, out var earlier) && earlier.ErasedAt is not null;
        if (await forgetting.ForgetAsync(holder, request.Reason, caller.KeyId, context.CancellationToken) is { } refusal) throw Errors.From(refusal, holder);
        var state = access.Current;
        var forgotten = state.Forgotten[holder];
        var reply = new ForgetKeyHolderReply
        {
            Holder = holder,
            Already = wasErased,
            By = forgotten.By,
            Reason = forgotten.Reason,
            ForgottenAt = Wire.Time(forgotten.At),
            ErasedAt = Wire.Time(forgotten.ErasedAt!.Value),
        };
        reply.KeyIds.AddRange(state.KeysOf(holder).Select(key => key.KeyId));
        return reply;
    }

    // The id of a key stands for its holder; any other word is a holder, known or new.
    private async Task<string> HolderAsync(string given, CancellationToken cancellationToken)
    {
        await access.CatchUpAsync(long.MaxValue, cancellationToken);
        if (access.Current.HolderOf(given) is { } known) return known;
        return Pseudonym.IsKeyId(given) ? throw Errors.From(AccessRefusal.KeyUnknown, given) : given;
    }

    private async Task<V1.ApiKey> MessageAsync(Domain.Access.ApiKey key, CancellationToken cancellationToken) =>
        Message(key, access.Current, await names.OfAsync(key.KeyId, cancellationToken));

    private V1.ApiKey Message(Domain.Access.ApiKey key, AccessState state, string name) =>
        Wire.Key(key, name, state.Forgotten.GetValueOrDefault(key.Holder), usage.LastUsed(key.KeyId));
}
