using Portcullis.Domain.Facts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

public static partial class AccountDecider
{
    private static Outcome Submit(Turn turn, SubmitOrder command)
    {
        if (Seen(turn.State, command.Request.ClientOrderId, command.Request.ContentHash()) is { } earlier) return earlier;
        if (turn.Context.Instruments.Find(command.Request.Symbol) is not { } instrument)
            return Outcome.Refuse(RefusalCode.InstrumentUnknown, $"Instrument {command.Request.Symbol} is not in the reference data.");
        return turn.Add(Decided(turn, command.Request, instrument, replaced: null));
    }

    /// <summary>What Submit would answer now, without any effect.</summary>
    public static OrderDecided? Preview(AccountState state, OrderRequest request, DecisionContext context)
    {
        if (!state.IsOpen || context.Instruments.Find(request.Symbol) is not { } instrument) return null;
        var turn = new Turn(state, context);
        turn.RollSession();
        return Decided(turn, request, instrument, replaced: null);
    }

    private static Outcome Replace(Turn turn, ReplaceOrder command)
    {
        var original = turn.State.Orders.Values.FirstOrDefault(o => o.ClientOrderId == command.Original);
        if (original is null)
            return Seen(turn.State, command.ClientOrderId, null) ?? Cancel(turn, new CancelOrder(command.Original, "")) switch
            {
                Outcome.Refused refused => refused,
                _ => Outcome.Refuse(RefusalCode.OrderUnknown, $"No working order has the client order id {command.Original}."),
            };
        var quantity = command.Quantity ?? original.Quantity;
        var request = new OrderRequest
        {
            ClientOrderId = command.ClientOrderId,
            Symbol = original.Symbol,
            Side = original.Side,
            Type = original.Type,
            Quantity = quantity - original.Filled,
            LimitPrice = command.LimitPrice ?? original.LimitPrice,
            StopPrice = command.StopPrice ?? original.StopPrice,
            TimeInForce = original.TimeInForce,
            Bracket = original.Bracket,
            Strategy = original.Strategy,
            ReduceOnly = original.IsExit,
        };
        if (Seen(turn.State, command.ClientOrderId, request.ContentHash()) is { } earlier) return earlier;
        if (original.Pending is not null || original.CancelRequested)
            return Outcome.Refuse(RefusalCode.ReplacementPending, $"Order {command.Original} has a change or a cancel on its way to the broker; wait for it.");
        if (request.Quantity <= 0m)
            return Outcome.Refuse(RefusalCode.ReplacementInvalid, $"Order {command.Original} has filled {original.Filled} already; its quantity can't become {quantity}. Cancel it instead.");
        var needsLimit = original.Type is OrderType.Limit or OrderType.StopLimit;
        var needsStop = original.Type is OrderType.Stop or OrderType.StopLimit;
        if ((command.LimitPrice is not null && !needsLimit) || (command.StopPrice is not null && !needsStop))
            return Outcome.Refuse(RefusalCode.ReplacementInvalid, $"Order {command.Original} is a {original.Type} order; a price that this type doesn't have can't be changed.");
        if (turn.Context.Instruments.Find(original.Symbol) is not { } instrument)
            return Outcome.Refuse(RefusalCode.InstrumentUnknown, $"Instrument {original.Symbol} is not in the reference data.");
        return turn.Add(Decided(turn, request, instrument, original.Id));
    }

    private static Outcome? Seen(AccountState state, ClientOrderId id, string? contentHash)
    {
        if (!state.ClientOrders.TryGet(id, out var reference)) return null;
        return contentHash is null || reference.RequestHash == contentHash
            ? new Outcome.Repeated(reference.Version)
            : Outcome.Refuse(RefusalCode.ClientOrderIdReused, $"Client order id {id} was used for an order with other content ({reference.OrderId}); a new order needs a new id.");
    }

    private static OrderDecided Decided(Turn turn, OrderRequest request, Instrument instrument, OrderId? replaced)
    {
        var rules = turn.Context.Rules;
        var gatherer = new FactGatherer(turn.State, turn.Context, request, instrument, replaced);
        var facts = gatherer.At(request.Quantity);
        var judgement = Full(turn, gatherer, facts, request, instrument);
        var (verdict, quantity) = (Verdict.Rejected, 0m);
        Largest? largest = null;
        if (judgement.Allows)
        {
            (verdict, quantity) = (Verdict.Approved, request.Quantity);
        }
        else
        {
            var passing = LargestThatPasses(turn, gatherer, request, instrument, judgement);
            largest = passing;
            if (request.AllowResize && replaced is null && judgement.OnlyResize && passing.Quantity > 0m)
            {
                (verdict, quantity) = (Verdict.Resized, passing.Quantity);
                facts = gatherer.At(quantity);
                judgement = judgement with { Headroom = Full(turn, gatherer, facts, request, instrument).Headroom };
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
            RequestHash = request.ContentHash(),
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
            Facts = rules.Recorder.Record(facts),
            Replaces = replaced,
            At = turn.Now,
        };
    }

    // The two refusals that are not of the facts' making stand here: what they say can't be loosened by any rule file.
    private static Judgement Full(Turn turn, FactGatherer gatherer, DecisionFacts facts, OrderRequest request, Instrument instrument)
    {
        var judgement = Judge.Order(facts, turn.Context.Rules, request.ReduceOnly);
        if (facts.Order.Exposure is Exposure.Reducing or Exposure.Closing) return judgement;
        var own = judgement.Violations;
        if (instrument.Expires is { } expires && expires <= turn.Now)
            own = own.Insert(0, new Violation { Code = "INSTRUMENT_EXPIRED", Message = $"{instrument.Symbol} expired at {expires:u}.", Effect = RuleEffect.Reject });
        if (turn.State.Orders.Count >= Limits.WorkingOrders)
            own = own.Insert(0, new Violation { Code = "TOO_MANY_WORKING_ORDERS", Message = $"The account has {Limits.WorkingOrders} working orders already; cancel some first.", Effect = RuleEffect.Reject });
        return own.Length == judgement.Violations.Length ? judgement : judgement with { Violations = own };
    }

    private readonly record struct Largest(decimal Quantity, string? BindingRule);

    /// <summary>The largest quantity, in lots, that passes: by bisection, since every limit that depends on the quantity only tightens as it grows.</summary>
    private static Largest LargestThatPasses(Turn turn, FactGatherer gatherer, OrderRequest request, Instrument instrument, Judgement asked)
    {
        Judgement At(decimal lots)
        {
            var facts = gatherer.At(lots * instrument.LotSize);
            return Full(turn, gatherer, facts, request, instrument);
        }

        var passes = 0m;
        var fails = Math.Floor(request.Quantity / instrument.LotSize);
        var failed = asked;
        while (fails - passes > 1m)
        {
            var middle = Math.Floor((passes + fails) / 2m);
            var judgement = At(middle);
            if (judgement.Allows) passes = middle;
            else (fails, failed) = (middle, judgement);
        }

        return new Largest(passes * instrument.LotSize, failed.Violations.FirstOrDefault(v => v.Blocks)?.Code);
    }
}
