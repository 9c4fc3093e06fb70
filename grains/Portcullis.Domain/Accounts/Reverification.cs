using Portcullis.Domain.Facts;
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

    private static readonly string[] BesideFacts = [AccountQuarantined, InstrumentExpired, FlattenInProgress, TooManyWorkingOrders];

    /// <returns>One line for each difference; none when the decision is what these facts and rules lead to.</returns>
    public static IEnumerable<string> Differences(OrderDecided decided, ProfileRules rules)
    {
        var facts = FactRecorder.Read(decided.Facts);
        var judgement = Judge.Order(facts, rules, decided.Request.ReduceOnly);
        var asked = decided.AskedFacts is { } other ? FactRecorder.Read(other) : facts;
        var atAsked = decided.AskedFacts is null ? judgement : Judge.Order(asked, rules, decided.Request.ReduceOnly, withHeadroom: false);
        return Violations(decided, atAsked)
            .Concat(Headroom(decided, judgement))
            .Concat(Verdicts(decided, judgement, atAsked))
            .Concat(Numbers(decided, facts.Order, asked.Order, rules));
    }

    private static IEnumerable<string> Violations(OrderDecided decided, Judgement judgement)
    {
        var recorded = decided.Violations.Where(v => !BesideFacts.Contains(v.Code)).ToArray();
        foreach (var missing in recorded.Except(judgement.Violations)) yield return $"recorded violation {Line(missing)} is not computed";
        foreach (var extra in judgement.Violations.Except(recorded)) yield return $"computed violation {Line(extra)} is not recorded";
    }

    private static IEnumerable<string> Headroom(OrderDecided decided, Judgement judgement)
    {
        foreach (var missing in decided.Headroom.Except(judgement.Headroom)) yield return $"recorded headroom {missing.Code} {missing.Slack} is not computed";
        foreach (var extra in judgement.Headroom.Except(decided.Headroom)) yield return $"computed headroom {extra.Code} {extra.Slack} is not recorded";
    }

    private static IEnumerable<string> Verdicts(OrderDecided decided, Judgement judgement, Judgement atAsked)
    {
        var beside = decided.Violations.Any(v => BesideFacts.Contains(v.Code));
        if (IsApproved(decided) && (beside || !judgement.Allows))
            yield return $"recorded as {decided.Verdict}, computed as refused: {string.Join(", ", judgement.Violations.Where(v => v.Blocks).Select(v => v.Code))}";
        if (decided.Verdict is Verdict.Held or Verdict.Rejected && judgement.Allows && !beside) yield return $"recorded as {decided.Verdict}, computed as allowed";
        if (decided.Verdict == Verdict.Held && !atAsked.OnlyHold) yield return "recorded as Held, but what failed is not for a person to allow";
        if (decided.Verdict == Verdict.Resized && !(atAsked.OnlyResize && decided.Request.AllowResize)) yield return "recorded as Resized, but it was not to be resized";
    }

    private static IEnumerable<string> Numbers(OrderDecided decided, OrderFacts facts, OrderFacts asked, ProfileRules rules)
    {
        if (decided.RuleSet != rules.Hash) yield return $"recorded under rule set {decided.RuleSet}, computed under {rules.Hash}";
        if (asked.Quantity != decided.Request.Quantity) yield return $"judged at {asked.Quantity}, asked for {decided.Request.Quantity}";
        if (IsApproved(decided) && decided.ApprovedQuantity != facts.Quantity) yield return $"approved {decided.ApprovedQuantity}, judged at {facts.Quantity}";
        if (!IsApproved(decided) && decided.ApprovedQuantity != 0m) yield return $"approved {decided.ApprovedQuantity} of an order that is {decided.Verdict}";
        if (decided.ApprovedQuantity > decided.Request.Quantity) yield return $"approved {decided.ApprovedQuantity} of {decided.Request.Quantity} asked for";
        if ((facts.Symbol, facts.Side) != (decided.Request.Symbol, decided.Request.Side)) yield return $"judged as {facts.Side} {facts.Symbol}, asked for {decided.Request.Side} {decided.Request.Symbol}";
        if ((facts.Exposure, facts.PositionAfter, facts.RiskAmount) != (decided.Exposure, decided.PositionAfter, decided.RiskAmount))
            yield return $"recorded exposure {decided.Exposure} to {decided.PositionAfter} at risk {decided.RiskAmount}, judged on {facts.Exposure} to {facts.PositionAfter} at risk {facts.RiskAmount}";
    }

    private static bool IsApproved(OrderDecided decided) => decided.Verdict is Verdict.Approved or Verdict.Resized;

    private static string Line(Violation v) => $"{v.Code} ({v.LeftValue} {v.Operator} {v.RightValue})";
}
