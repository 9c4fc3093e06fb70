using Grpc.Core;
using Portcullis.Domain.Access;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Markets.Reference;
using Portcullis.V1;
using ControlsBase = Portcullis.V1.Controls.ControlsBase;
using Role = Portcullis.Domain.Access.Role;
using ScopeKind = Portcullis.Domain.Controls.ScopeKind;

namespace Portcullis.Gateway.Services;

/// <summary>
/// A halt is answered when its event is durable: every decision names the control version it was made under, and the journal refuses one that
/// names an older, so that nothing after the halt's place approves an entry in its scope. Then brokers are fenced: what was approved before and has not
/// arrived there never will. Only then is listed what was in flight, and its cancel has been asked for.
/// </summary>
public sealed class ControlsService(
    ControlGrain controls,
    AccountDirectory accounts,
    BrokerTable brokers,
    IJournal journal,
    JournalBell bell,
    ReferenceData reference,
    RuleBookKeeper rules,
    HolderNames names,
    RequestValidation validation,
    TimeProvider time) : ControlsBase
{
    public override Task<ControlReply> Halt(ControlRequest request, ServerCallContext context) => SetAsync(request, ControlMode.Halted, context);

    public override Task<ControlReply> ReduceOnly(ControlRequest request, ServerCallContext context) => SetAsync(request, ControlMode.ReduceOnly, context);

    public override async Task<ControlReply> Resume(ControlRequest request, ServerCallContext context)
    {
        var caller = Admit(request, context);
        var scope = Read(request.Scope);
        var (state, _) = await controls.ExecuteAsync(new LiftControl(scope, request.Reason, caller.KeyId), time.GetUtcNow(), context.CancellationToken);
        if (scope.Kind == ScopeKind.Account)
        {
            var outcome = await accounts.Get(new AccountId(scope.Name)).ExecuteAsync(new RearmAccount(request.Reason, caller.KeyId), null, context.CancellationToken);
            if (outcome is Outcome.Refused { Refusal: { Code: RefusalCode.AccountQuarantined } refusal }) throw Errors.From(refusal);
        }

        return new ControlReply { ControlVersion = state.Version };
    }

    public override async Task<ControlsReply> Get(GetControlsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var state = controls.Current;
        var called = caller.KnowsNames ? await names.OfAsync(state.Controls.Values.Select(c => Pseudonym.Of(c.By)), context.CancellationToken) : new Dictionary<string, string>();
        var reply = new ControlsReply { ControlVersion = state.Version, RuleBookHash = state.RuleBookHash, RuleProblem = rules.Problem ?? "" };
        reply.Controls.AddRange(state.Controls.Values.Select(c => new V1.ActiveControl
        {
            Scope = new Scope { Kind = (V1.ScopeKind)(int)c.Scope.Kind, Name = c.Scope.Name },
            Mode = c.Mode.ToString(),
            Reason = c.Reason,
            By = Pseudonym.Of(c.By),
            ByName = called.GetValueOrDefault(Pseudonym.Of(c.By), ""),
            Since = Wire.Time(c.Since),
        }));
        reply.Profiles.AddRange(state.Profiles.Select(p => new ProfileRules { Profile = p.Key, RuleSetHash = p.Value }));
        return reply;
    }

    private async Task<ControlReply> SetAsync(ControlRequest request, ControlMode mode, ServerCallContext context)
    {
        var caller = Admit(request, context);
        var scope = Read(request.Scope);
        // A switch that reaches nothing because its name is mistyped would be believed to be thrown.
        if (scope.Kind == ScopeKind.Instrument && !IsTraded(scope.Name))
            throw Errors.Invalid("scope.name", $"neither an instrument nor a futures root: {scope.Name}");
        var (state, _) = await controls.ExecuteAsync(new SetControl(scope, mode, request.Reason, caller.KeyId), time.GetUtcNow(), context.CancellationToken);
        if (state.Controls.TryGetValue(scope, out var active)) await brokers.FenceAsync(scope, active.Version, context.CancellationToken);
        // What other nodes approved before the halt is in their journal's order before it, and in the accounts here once the bell has come by.
        await bell.ReachedAsync(await journal.HeadAsync(context.CancellationToken), context.CancellationToken);
        var reply = new ControlReply { ControlVersion = state.Version };
        await foreach (var grain in accounts.AllAsync(context.CancellationToken)) await CancelEntriesAsync(grain, scope, reply, context.CancellationToken);
        return reply;
    }

    private async Task CancelEntriesAsync(AccountGrain grain, ControlScope scope, ControlReply reply, CancellationToken cancellationToken)
    {
        if (await StandingAsync(grain, cancellationToken) is not { } account) return;
        var inScope = account.Orders.Values.Where(o => !o.IsExit && ControlState.Reaches(scope, account.Firm, account.Id, o.Strategy, o.Symbol, RootOf(o.Symbol))).ToArray();
        if (inScope.Length == 0) return;
        var symbol = scope.Kind == ScopeKind.Instrument ? scope.Name : null;
        var strategy = scope.Kind == ScopeKind.Strategy ? scope.Name : null;
        await grain.ExecuteAsync(new CancelAllOrders(symbol, EntriesOnly: true, strategy, $"{scope} halted"), null, cancellationToken);
        var after = await grain.GetAsync(cancellationToken);
        reply.InFlight.AddRange(inScope.Select(o => new InFlightOrder
        {
            AccountId = account.Id.Value,
            OrderId = o.Id.Value,
            ClientOrderId = o.ClientOrderId.Value,
            Status = (V1.OrderStatus)(int)(after.Orders.TryGetValue(o.Id, out var now) ? now.Status : after.ClosedOrders.TryGet(o.Id, out var closed) ? closed.Status : o.Status),
            CancelRequested = !after.Orders.TryGetValue(o.Id, out var working) || working.CancelRequested,
        }));
    }

    // What can't be read here can't approve anything either; it must not keep the halt from the others.
    private static async Task<AccountState?> StandingAsync(AccountGrain grain, CancellationToken cancellationToken)
    {
        try
        {
            return await grain.GetAsync(cancellationToken);
        }
        catch (AccountQuarantinedException)
        {
            return null;
        }
    }

    private Caller Admit(ControlRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Role.Operator);
        validation.Check(request);
        if (request.Scope.Kind != V1.ScopeKind.Account && !caller.CoversAll) throw Errors.AccountNotCovered(Domain.Access.ApiKey.EveryAccount);
        if (request.Scope.Kind == V1.ScopeKind.Account && !caller.Covers(request.Scope.Name)) throw Errors.AccountNotCovered(request.Scope.Name);
        return caller;
    }

    // One contract has one name in the control stream, whatever the operator calls it: what was halted as ESZ3 is resumed as ESZ13.
    private ControlScope Read(Scope scope) => new(
        (ScopeKind)(int)scope.Kind,
        scope.Kind == V1.ScopeKind.Instrument && reference.Catalog.Find(scope.Name) is { } instrument ? instrument.Symbol : scope.Name);

    private bool IsTraded(string name) => reference.Catalog.Find(name) is not null || reference.Catalog.FindRoot(name) is not null;

    private string RootOf(string symbol) => reference.Catalog.Find(symbol)?.Root ?? symbol;
}
