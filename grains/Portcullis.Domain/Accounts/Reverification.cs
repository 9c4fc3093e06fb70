using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;

namespace Portcullis.Domain.Accounts;

/// <summary>Computes a recorded decision again from what the journal keeps of it, and says what differs.</summary>
public static class Reverification
{
    // What these say does not follow from facts alone; they only ever refuse.
    internal const string AccountQuarantined = "ACCOUNT_QUARANTINED";
    internal const string InstrumentExpired = "INSTRUMENT_EXPIRED";
    internal const string FlattenInProgress = "FLATTEN_IN_PROGRESS";
    internal const string TooManyWorkingOrders = "TOO_MANY_WORKING_ORDERS";

    /// <returns>One line for each difference; none when the decision is what these facts and rules lead to.</returns>
    public static IEnumerable<string> Differences(OrderDecided decided, ProfileRules rules)
    {
        var facts = decided.Facts.Values;
        var judgement = Judge.Order(facts, rules, decided.Request.ReduceOnly);
        var asked = decided.AskedFacts?.Values ?? facts;
        var atAsked = decided.AskedFacts is null ? judgement : Judge.Order(asked, rules, decided.Request.ReduceOnly, withHeadroom: false);
        return Violations(decided, asked, atAsked)
            .Concat(Headroom(decided, judgement))
            .Concat(Verdicts(decided, judgement, atAsked))
            .Concat(Largest(decided, rules))
            .Concat(Numbers(decided, facts.Order, asked.Order, rules));
    }

    internal static bool IsBesideFacts(Violation violation) => violation.Code is AccountQuarantined or InstrumentExpired or FlattenInProgress or TooManyWorkingOrders;

    internal static bool IsApproved(OrderDecided decided) => decided.Verdict is Verdict.Approved or Verdict.Resized;

    private static IEnumerable<string> Violations(OrderDecided decided, DecisionFacts asked, Judgement judgement)
    {
        var recorded = decided.Violations.Where(v => !IsBesideFacts(v)).ToList();
        var computed = judgement.Violations.ToList();
        var isInOrder = recorded.SequenceEqual(computed);
        foreach (var same in recorded.Where(computed.Remove).ToArray()) recorded.Remove(same);
        if (!isInOrder && recorded.Count == 0 && computed.Count == 0) yield return "violations are recorded in another order than they are computed in";
        foreach (var violation in recorded)
        {
            var other = computed.Find(v => v.Code == violation.Code);
            if (other is null) yield return $"recorded violation {Line(violation)} is not computed";
            else
                foreach (var difference in Fields(violation, other)) yield return $"violation {violation.Code}: {difference}";
            if (other is not null) computed.Remove(other);
        }

        foreach (var extra in computed) yield return $"computed violation {Line(extra)} is not recorded";
        foreach (var beside in decided.Violations.Where(IsBesideFacts))
            if (!Judge.IsEntry(asked) || beside != Judge.Own(beside.Code, beside.Message)) yield return $"recorded violation {Line(beside)} is none of the gateway's own";
    }

    private static IEnumerable<string> Fields(Violation recorded, Violation computed)
    {
        (string Name, object? Recorded, object? Computed)[] fields =
        [
            ("rule", recorded.Rule, computed.Rule), ("message", recorded.Message, computed.Message), ("effect", recorded.Effect, computed.Effect), ("left side", recorded.Left, computed.Left),
            ("left value", recorded.LeftValue, computed.LeftValue), ("operator", recorded.Operator, computed.Operator), ("right side", recorded.Right, computed.Right),
            ("right value", recorded.RightValue, computed.RightValue), ("over by", recorded.OverBy, computed.OverBy), ("unit", recorded.Unit, computed.Unit),
            ("reference", recorded.Reference, computed.Reference), ("error", recorded.Error, computed.Error),
        ];
        return fields.Where(field => !Equals(field.Recorded, field.Computed)).Select(field => $"recorded {field.Name} {Shown(field.Recorded)}, computed {Shown(field.Computed)}");
    }

    private static IEnumerable<string> Headroom(OrderDecided decided, Judgement judgement)
    {
        var recorded = decided.Headroom.ToLookup(line => line.Code, line => line.Slack);
        var computed = judgement.Headroom.ToLookup(line => line.Code, line => line.Slack);
        foreach (var code in recorded.Select(lines => lines.Key).Union(computed.Select(lines => lines.Key)))
            if (!recorded[code].SequenceEqual(computed[code])) yield return $"headroom {code}: recorded {Shown(recorded[code])}, computed {Shown(computed[code])}";
    }

    private static IEnumerable<string> Verdicts(OrderDecided decided, Judgement judgement, Judgement atAsked)
    {
        var beside = decided.Violations.Any(IsBesideFacts);
        if (IsApproved(decided) && (beside || !judgement.Allows))
            yield return $"recorded as {decided.Verdict}, computed as refused: {string.Join(", ", judgement.Violations.Where(v => v.Blocks).Select(v => v.Code))}";
        var refused = decided.Verdict is Verdict.Held or Verdict.Rejected;
        if (!refused && !IsApproved(decided)) yield return $"recorded as {decided.Verdict}, which is no answer";
        if (refused && judgement.Allows && !beside) yield return $"recorded as {decided.Verdict}, computed as allowed";
        if (decided.Verdict == Verdict.Held && (beside || !atAsked.OnlyHold)) yield return "recorded as Held, but what failed is not for a person to allow";
        if (decided.Verdict == Verdict.Rejected && !beside && atAsked.OnlyHold) yield return "recorded as Rejected, but what failed is for a person to allow";
        if (decided.Verdict == Verdict.Rejected && !beside && atAsked.OnlyResize && decided is { Request.AllowResize: true, Replaces: null, MaxQuantity: > 0m }) yield return $"recorded as Rejected, but {decided.MaxQuantity} of it was to be approved";
        if (decided.Verdict == Verdict.Resized && !(atAsked.OnlyResize && !atAsked.Allows && decided.Request.AllowResize)) yield return "recorded as Resized, but it was not to be resized";
    }

    // What a smaller order would have led to takes the account to compute; what the record says of it must agree with itself.
    private static IEnumerable<string> Largest(OrderDecided decided, ProfileRules rules)
    {
        if (decided.Verdict == Verdict.Approved)
        {
            if (decided.MaxQuantity is { } none) yield return $"recorded with a largest quantity of {none}, although all of it was approved";
            if (decided.BindingRule is { } rule) yield return $"recorded as bound by {rule}, although all of it was approved";
            yield break;
        }

        var largest = decided.MaxQuantity;
        if (largest is null || largest < 0m || largest >= decided.Request.Quantity) yield return $"recorded with a largest quantity of {Shown(largest)} of {decided.Request.Quantity} refused";
        if (decided.Verdict == Verdict.Resized && largest != decided.ApprovedQuantity) yield return $"approved {decided.ApprovedQuantity} where {Shown(largest)} is the largest quantity";
        if (decided.BindingRule is not { } binding || !IsKnown(binding, rules)) yield return $"recorded as bound by {Shown(decided.BindingRule)}, which is no rule's code";
    }

    internal static bool IsKnown(string code, ProfileRules rules) =>
        rules.OrderRule(code) is not null || Judge.Precedence.Contains(code) || IsBesideFacts(new Violation { Code = code, Message = "", Effect = RuleEffect.Reject });

    private static IEnumerable<string> Numbers(OrderDecided decided, OrderFacts facts, OrderFacts asked, ProfileRules rules)
    {
        if (decided.RuleSet != rules.Hash) yield return $"recorded under rule set {decided.RuleSet}, computed under {rules.Hash}";
        if (!IsHashRight(decided)) yield return $"recorded under the request hash {decided.RequestHash}, which is not that of the recorded request";
        if (asked.Quantity != decided.Request.Quantity) yield return $"judged at {asked.Quantity}, asked for {decided.Request.Quantity}";
        if (IsApproved(decided) && decided.ApprovedQuantity != facts.Quantity) yield return $"approved {decided.ApprovedQuantity}, judged at {facts.Quantity}";
        if (decided.Verdict == Verdict.Approved && decided.ApprovedQuantity != decided.Request.Quantity) yield return $"approved {decided.ApprovedQuantity} of {decided.Request.Quantity} asked for, and not recorded as Resized";
        if (!IsApproved(decided) && decided.ApprovedQuantity != 0m) yield return $"approved {decided.ApprovedQuantity} of an order that is {decided.Verdict}";
        if (decided.ApprovedQuantity > decided.Request.Quantity) yield return $"approved {decided.ApprovedQuantity} of {decided.Request.Quantity} asked for";
        if ((facts.Symbol, facts.Side) != (decided.Request.Symbol, decided.Request.Side)) yield return $"judged as {facts.Side} {facts.Symbol}, asked for {decided.Request.Side} {decided.Request.Symbol}";
        if ((facts.Exposure, facts.PositionAfter, facts.RiskAmount) != (decided.Exposure, decided.PositionAfter, decided.RiskAmount))
            yield return $"recorded exposure {decided.Exposure} to {decided.PositionAfter} at risk {decided.RiskAmount}, judged on {facts.Exposure} to {facts.PositionAfter} at risk {facts.RiskAmount}";
    }

    /// <summary>The request is what the client asked for. A replacement's is made from the order that it changes; its hash is that of the change.</summary>
    private static bool IsHashRight(OrderDecided decided) =>
        decided.Replaces is not null || Asked(decided.Request, decided.SymbolAsked).ContentHash() == decided.RequestHash;

    /// <summary>A request as its client wrote it.</summary>
    internal static OrderRequest Asked(OrderRequest request, string? symbolAsked) => symbolAsked is null ? request : request with { Symbol = symbolAsked };

    private static string Line(Violation v) => $"{v.Code} ({v.LeftValue} {v.Operator} {v.RightValue})";

    private static string Shown(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        IEnumerable<decimal> several => several.Any() ? string.Join(" and ", several) : "nothing",
        _ => $"{value}",
    };
}
