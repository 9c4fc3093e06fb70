using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.V1;

namespace Portcullis.Gateway.Services;

/// <summary>What an order needs between the wire and its account, for single calls and for the stream alike. Callers have been admitted before.</summary>
public sealed class OrderDesk(AccountDirectory accounts, DecisionWorld world, ControlGrain controls, RequestValidation validation, Settlement settlement, RuleSetLibrary library, GatewayOptions options)
{
    public async Task<OrderDecision> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken)
    {
        validation.Check(request);
        var order = Wire.Request(request);
        return await DecideAsync(new AccountId(request.AccountId), new SubmitOrder(order), order.ClientOrderId, cancellationToken);
    }

    public async Task<OrderDecision> ReplaceAsync(ReplaceRequest request, CancellationToken cancellationToken)
    {
        validation.Check(request);
        var id = new ClientOrderId(request.ClientOrderId);
        var command = new ReplaceOrder(
            id,
            new ClientOrderId(request.OriginalClientOrderId),
            DecimalText.Read(request.Quantity),
            DecimalText.Read(request.LimitPrice),
            DecimalText.Read(request.StopPrice));
        return await DecideAsync(new AccountId(request.AccountId), command, id, cancellationToken);
    }

    public async Task<OrderDecision> PreviewAsync(SubmitRequest request, CancellationToken cancellationToken)
    {
        validation.Check(request);
        return await PreviewAsync(new AccountId(request.AccountId), Wire.Request(request), cancellationToken);
    }

    public async Task<OrderDecision> PreviewAsync(AccountId account, OrderRequest order, CancellationToken cancellationToken)
    {
        var state = await accounts.Get(account).GetAsync(cancellationToken);
        if (!state.IsOpen) throw Errors.UnknownAccount(account.Value);
        if (world.ContextFor(state.Profile, controls.Current) is not { } context) throw NoRules(state.Profile);
        var decided = AccountDecider.Preview(state, order, context) ?? throw Errors.Invalid("symbol", $"instrument {order.Symbol} is not in the reference data");
        return Wire.Decision(account, decided, context.Rules, duplicate: false, preview: true);
    }

    private async Task<OrderDecision> DecideAsync(AccountId account, AccountCommand command, ClientOrderId id, CancellationToken cancellationToken)
    {
        var grain = accounts.Get(account);
        var outcome = await grain.ExecuteAsync(command, $"ord:{id}", cancellationToken);
        var (decided, duplicate) = outcome switch
        {
            Outcome.Happened happened => (happened.Events.OfType<OrderDecided>().Single(), false),
            Outcome.Repeated repeated => (await RecordedAsync(grain, repeated.Version, cancellationToken), true),
            Outcome.Refused refused => throw Errors.From(refused.Refusal),
            _ => throw new InvalidOperationException($"An order came to {outcome}."),
        };
        await SettleAsync(grain);
        // Names and units are those of the rules that judged it, however long ago.
        var rules = library.Find(decided.RuleSet) ?? await library.LoadAsync(decided.RuleSet, cancellationToken);
        return Wire.Decision(account, decided, rules, duplicate, preview: false);
    }

    private static async Task<OrderDecided> RecordedAsync(AccountGrain grain, long version, CancellationToken cancellationToken) =>
        await grain.ReadAsync(version, cancellationToken) as OrderDecided
        ?? throw new InvalidOperationException($"Version {version} of account {grain.Id} is not a decision although an order's key names it.");

    public async Task<CancelReply> CancelAsync(CancelRequest request, CancellationToken cancellationToken)
    {
        validation.Check(request);
        var grain = accounts.Get(new AccountId(request.AccountId));
        var id = new ClientOrderId(request.ClientOrderId);
        var outcome = await grain.ExecuteAsync(new CancelOrder(id, "client"), null, cancellationToken);
        if (outcome is Outcome.Refused refused) throw Errors.From(refused.Refusal);
        await SettleAsync(grain);
        var state = await grain.GetAsync(cancellationToken);
        var working = state.Orders.Values.FirstOrDefault(o => o.ClientOrderId == id);
        var closed = state.ClosedOrders.Entries.FirstOrDefault(o => o.Value.ClientOrderId == id);
        return new CancelReply
        {
            OrderId = working?.Id.Value ?? closed.Key.Value ?? "",
            Status = (V1.OrderStatus)(int)(working?.Status ?? closed.Value?.Status ?? Domain.Orders.OrderStatus.Unspecified),
            Version = state.Version,
        };
    }

    public async Task<CancelAllReply> CancelAllAsync(CancelAllRequest request, CancellationToken cancellationToken)
    {
        validation.Check(request);
        var grain = accounts.Get(new AccountId(request.AccountId));
        var events = await HappenedAsync(grain, new CancelAllOrders(Optional(request.Symbol), EntriesOnly: false, Strategy: null, "client"), cancellationToken);
        var reply = new CancelAllReply { Version = grain.Current.Version };
        reply.ClientOrderIds.AddRange(ClientIds(grain, events));
        return reply;
    }

    public async Task<FlattenReply> FlattenAsync(FlattenRequest request, string by, CancellationToken cancellationToken)
    {
        validation.Check(request);
        var grain = accounts.Get(new AccountId(request.AccountId));
        var events = await HappenedAsync(grain, new FlattenPositions(Optional(request.Symbol), request.Reason, by), cancellationToken);
        var reply = new FlattenReply { Version = grain.Current.Version };
        reply.CanceledClientOrderIds.AddRange(ClientIds(grain, events));
        reply.ClosingOrderIds.AddRange(events.OfType<ExitOrdered>().Select(e => e.OrderId.Value));
        return reply;
    }

    private async Task<IReadOnlyList<IAccountEvent>> HappenedAsync(AccountGrain grain, AccountCommand command, CancellationToken cancellationToken)
    {
        var outcome = await grain.ExecuteAsync(command, null, cancellationToken);
        if (outcome is Outcome.Refused refused) throw Errors.From(refused.Refusal);
        await SettleAsync(grain);
        return outcome is Outcome.Happened happened ? happened.Events : [];
    }

    private static IEnumerable<string> ClientIds(AccountGrain grain, IReadOnlyList<IAccountEvent> events)
    {
        var state = grain.Current;
        foreach (var canceled in events.OfType<CancelRequested>())
        {
            if (state.Orders.TryGetValue(canceled.OrderId, out var order)) yield return order.ClientOrderId.Value;
            else if (state.ClosedOrders.TryGet(canceled.OrderId, out var closed)) yield return closed.ClientOrderId.Value;
        }
    }

    // A replay must see what its order led to before it moves on; a live caller must not wait for the broker.
    private Task SettleAsync(AccountGrain grain) => options.IsSimulated ? settlement.OfAsync(grain, CancellationToken.None) : Task.CompletedTask;

    /// <summary>What rules would see of the account now, before any order.</summary>
    public AccountFacts Value(AccountState state, MarketSnapshot market)
    {
        if (world.ContextFor(state.Profile, controls.Current) is not { } context) throw NoRules(state.Profile);
        var profile = context.Rules.Profile;
        return FactGatherer.Account(state, Valuation.Of(state, market, context.Instruments, profile), profile);
    }

    private static JournalUnavailableException NoRules(string profile) => new($"The rules of profile {profile} are being loaded; try again.");

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}
