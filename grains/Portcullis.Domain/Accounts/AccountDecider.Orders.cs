using System.Collections.Immutable;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public static partial class AccountDecider
{
    private static Outcome Submit(Turn turn, SubmitOrder command)
    {
        var hash = command.Request.ContentHash();
        if (Seen(turn.State, command.Request.ClientOrderId, hash) is { } earlier) return earlier;
        if (turn.Context.Instruments.Find(command.Request.Symbol) is not { } instrument) return UnknownInstrument(command.Request.Symbol);
        var decided = Decided(turn, Named(command.Request, instrument), hash, instrument, replaced: null);
        return turn.Add(command.Request.Symbol == instrument.Symbol ? decided : decided with { SymbolAsked = command.Request.Symbol });
    }

    /// <summary>What Submit would answer now, without any effect.</summary>
    public static OrderDecided? Preview(AccountState state, OrderRequest request, DecisionContext context)
    {
        if (!state.IsOpen || context.Instruments.Find(request.Symbol) is not { } instrument) return null;
        var turn = new Turn(state, context);
        turn.RollSession();
        return Decided(turn, Named(request, instrument), request.ContentHash(), instrument, replaced: null);
    }

    private static Outcome Replace(Turn turn, ReplaceOrder command)
    {
        var hash = command.ContentHash();
        if (Seen(turn.State, command.ClientOrderId, hash) is { } earlier) return earlier;
        if (turn.State.Orders.Values.FirstOrDefault(o => o.ClientOrderId == command.Original) is not { } original) return Gone(turn.State, command.Original);
        if (original.Pending is not null || original.CancelRequested)
            return Outcome.Refuse(RefusalCode.ReplacementPending, $"Order {command.Original} has a change or a cancel on its way to the broker; wait for it.");
        if (turn.Context.Instruments.Find(original.Symbol) is not { } instrument) return UnknownInstrument(original.Symbol);
        if (Fault(command, original, instrument) is { } fault) return Outcome.Refuse(RefusalCode.ReplacementInvalid, $"Order {command.Original} {fault}");
        var request = new OrderRequest
        {
            ClientOrderId = command.ClientOrderId,
            Symbol = original.Symbol,
            Side = original.Side,
            Type = original.Type,
            Quantity = (command.Quantity ?? original.Quantity) - original.Filled,
            LimitPrice = command.LimitPrice ?? original.LimitPrice,
            StopPrice = command.StopPrice ?? original.StopPrice,
            TimeInForce = original.TimeInForce,
            Bracket = original.Bracket,
            Strategy = original.Strategy,
            ReduceOnly = original.IsExit,
        };
        return turn.Add(Decided(turn, request, hash, instrument, original.Id));
    }

    private static string? Fault(ReplaceOrder command, WorkingOrder original, Instrument instrument)
    {
        var quantity = command.Quantity ?? original.Quantity;
        if (original.IsFlatten) return "closes a position by the gateway's own hand and can't be changed.";
        if (original.OcoGroup is not null && quantity != original.Quantity) return "belongs to a bracket: its quantity follows what the entry has filled.";
        if (quantity <= original.Filled) return $"has filled {original.Filled} already; its quantity can't become {quantity}. Cancel it instead.";
        if (quantity > Limits.MaxQuantity || !instrument.IsOnLot(quantity)) return $"can't have a quantity of {quantity}: lots of {instrument.LotSize} up to {Limits.MaxQuantity} are taken.";
        if (command.LimitPrice is not null && original.Type is not (OrderType.Limit or OrderType.StopLimit)) return $"is a {original.Type} order; it has no limit price to change.";
        if (command.StopPrice is not null && original.Type is not (OrderType.Stop or OrderType.StopLimit)) return $"is a {original.Type} order; it has no stop price to change.";
        foreach (var price in (ReadOnlySpan<decimal?>)[command.LimitPrice, command.StopPrice])
            if (price is { } p && (Math.Abs(p) > Limits.MaxPrice || !instrument.IsOnTick(p))) return $"can't have a price of {p}: {instrument.Symbol} trades in steps of {instrument.TickSize}.";
        return null;
    }

    private static Outcome UnknownInstrument(string symbol) =>
        Outcome.Refuse(RefusalCode.InstrumentUnknown, $"Instrument {symbol} is not in the reference data.");

    // One contract has one name in an account, whatever the client calls it.
    private static OrderRequest Named(OrderRequest request, Instrument instrument) =>
        request.Symbol == instrument.Symbol ? request : request with { Symbol = instrument.Symbol };

    private static Outcome? Seen(AccountState state, ClientOrderId id, string contentHash)
    {
        if (!state.ClientOrders.TryGet(id, out var reference)) return null;
        return reference.RequestHash == contentHash
            ? new Outcome.Repeated(reference.Version)
            : Outcome.Refuse(RefusalCode.ClientOrderIdReused, $"Client order id {id} was used for an order with other content ({reference.OrderId}); a new order needs a new id.");
    }

    private static OrderDecided Decided(Turn turn, OrderRequest request, string requestHash, Instrument instrument, OrderId? replaced)
    {
        var rules = turn.Context.Rules;
        var gatherer = new FactGatherer(turn.State, turn.Context, turn.Session, request, instrument, replaced);
        var asked = gatherer.At(request.Quantity);
        var judgement = Full(turn, asked, request, instrument, withHeadroom: true);
        var (verdict, quantity, facts) = (Verdict.Rejected, 0m, asked);
        Largest? largest = null;
        if (judgement.Allows)
        {
            (verdict, quantity) = (Verdict.Approved, request.Quantity);
        }
        else
        {
            largest = LargestThatPasses(turn, gatherer, request, instrument, judgement);
            if (request.AllowResize && replaced is null && judgement.OnlyResize && largest.Value.Quantity > 0m)
            {
                (verdict, quantity) = (Verdict.Resized, largest.Value.Quantity);
                facts = gatherer.At(quantity);
                judgement = judgement with { Headroom = Full(turn, facts, request, instrument, withHeadroom: true).Headroom };
            }
            else if (judgement.OnlyHold)
            {
                verdict = Verdict.Held;
            }
        }

        return new OrderDecided
        {
            OrderId = turn.NextOrderId(),
            Request = request,
            RequestHash = requestHash,
            Verdict = verdict,
            ApprovedQuantity = quantity,
            Exposure = facts.Order.Exposure,
            PositionAfter = facts.Order.PositionAfter,
            RiskAmount = facts.Order.RiskAmount,
            NotionalPerUnit = gatherer.NotionalPerUnit,
            Violations = judgement.Violations,
            Headroom = judgement.Headroom,
            MaxQuantity = largest?.Quantity,
            BindingRule = largest?.BindingRule,
            RuleSet = rules.Hash,
            ControlVersion = turn.Context.Controls.Version,
            Facts = new RecordedFacts(facts, rules.Recorder),
            AskedFacts = verdict == Verdict.Resized ? new RecordedFacts(asked, rules.Recorder) : null,
            Replaces = replaced,
            At = turn.Now,
        };
    }

    private static Judgement Full(Turn turn, DecisionFacts facts, OrderRequest request, Instrument instrument, bool withHeadroom)
    {
        var judgement = Judge.Order(facts, turn.Context.Rules, request.ReduceOnly, withHeadroom);
        if (!Judge.IsEntry(facts)) return judgement;
        ImmutableArray<Violation> refusals = [.. Refusals(turn, instrument)];
        return refusals.IsEmpty ? judgement : judgement with { Violations = refusals.AddRange(judgement.Violations) };
    }

    /// <summary>The refusals of entries that are not of the facts' making: what they say can't be loosened by any rule file.</summary>
    private static IEnumerable<Violation> Refusals(Turn turn, Instrument instrument)
    {
        if (turn.State.Orders.Count >= Limits.WorkingOrders)
            yield return Judge.Own(Reverification.TooManyWorkingOrders, $"The account has {Limits.WorkingOrders} working orders already; cancel some first.");
        if (turn.State.Flattening.ContainsKey(instrument.Symbol))
            yield return Judge.Own(Reverification.FlattenInProgress, $"{instrument.Symbol} is being closed; entries wait until that is done.");
        if (instrument.Expires is { } expires && expires <= turn.Now)
            yield return Judge.Own(Reverification.InstrumentExpired, $"{instrument.Symbol} expired at {expires:u}.");
        if (turn.State.Quarantine is { } fault)
            yield return Judge.Own(Reverification.AccountQuarantined, $"The account is quarantined ({fault}); it takes only orders that reduce exposure until an operator resumes it.");
    }

    private readonly record struct Largest(decimal Quantity, string? BindingRule);

    /// <summary>
    /// The largest quantity, in lots, that passes: by bisection, since every limit that depends on the quantity only tightens as it grows. One
    /// lot is asked about first, as what stops that mostly does not depend on the quantity at all.
    /// </summary>
    private static Largest LargestThatPasses(Turn turn, FactGatherer gatherer, OrderRequest request, Instrument instrument, Judgement asked)
    {
        var refusal = Refusals(turn, instrument).FirstOrDefault()?.Code;
        var passes = 0m;
        var fails = Math.Floor(request.Quantity / instrument.LotSize);
        var binding = asked.Violations.FirstOrDefault(violation => violation.Blocks)?.Code;
        for (var lots = 1m; fails - passes > 1m; lots = Math.Floor((passes + fails) / 2m))
        {
            var facts = gatherer.At(lots * instrument.LotSize);
            var blocking = (Judge.IsEntry(facts) ? refusal : null) ?? Judge.FirstBlocking(facts, turn.Context.Rules, request.ReduceOnly);
            if (blocking is null) passes = lots;
            else (fails, binding) = (lots, blocking);
        }

        return new Largest(passes * instrument.LotSize, binding);
    }
}
