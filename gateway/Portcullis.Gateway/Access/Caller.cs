using Grpc.Core;
using Portcullis.Domain.Access;
using Portcullis.Gateway.Services;

namespace Portcullis.Gateway.Access;

/// <summary>Who is calling, and what they may do.</summary>
public sealed class Caller(ApiKey key)
{
    private const string StateKey = "portcullis.caller";

    /// <summary>A pseudonym: so the journal names who did something.</summary>
    public string KeyId => key.KeyId;

    /// <summary>Whether it may learn what the holders of keys are called.</summary>
    public bool KnowsNames => Has(Role.Operator, Role.Auditor, Role.Admin);

    public bool Has(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
            if (key.Roles.Contains(role)) return true;
        return false;
    }

    /// <summary>A feed's key that names no accounts brings data for all; one that names some brings it for those.</summary>
    public bool IsFeedForAll => Has(Role.Feed) && key.Accounts.IsEmpty;

    public bool CoversAll => key.Accounts.Contains(ApiKey.EveryAccount);

    public IReadOnlyList<string> Accounts => key.Accounts;

    public bool Covers(string account) => key.Covers(account);

    public static void Attach(ServerCallContext context, Caller caller) => context.UserState[StateKey] = caller;

    public static Caller Of(ServerCallContext context) =>
        context.UserState.TryGetValue(StateKey, out var caller) ? (Caller)caller : throw Errors.Unauthenticated();

    /// <summary>The caller, if it has one of the roles.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public static Caller Demand(ServerCallContext context, params ReadOnlySpan<Role> roles)
    {
        var caller = Of(context);
        return caller.Has(roles) ? caller : throw Errors.RoleMissing(roles);
    }

    /// <summary>The caller, if it has one of the roles and its key covers the account.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED; the same whether or not the account exists.</exception>
    public static Caller Demand(ServerCallContext context, string account, params ReadOnlySpan<Role> roles)
    {
        var caller = Demand(context, roles);
        return caller.Covers(account) ? caller : throw Errors.AccountNotCovered(account);
    }
}
