using System.Collections.Immutable;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Rules;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Finds out whether recorded decisions are what their facts and rules lead to, without saying why not: <see cref="Reverification"/> says it
/// of the few that are not. For one thread.
/// </summary>
public sealed class Recomputation(ProfileRules rules)
{
    public ProfileRules Rules => rules;

    private readonly RuleOutcomes _outcomes = rules.Orders.CreateOutcomes();
    private readonly decimal?[] _slacks = new decimal?[rules.OrderRules.Length];
    private readonly ImmutableArray<Violation>.Builder _refusals = ImmutableArray.CreateBuilder<Violation>();

    /// <summary>True where <see cref="Reverification.Differences"/> has none. A false is to be asked about there.</summary>
    public bool Confirms(OrderDecided decided)
    {
        // A resized order was judged twice, and an approved one with something against it was warned of: both are rare.
        if (decided.AskedFacts is not null || decided.RuleSet != rules.Hash) return false;
        var facts = decided.Facts.Values;
        var entry = Judge.IsEntry(facts);
        rules.Orders.Evaluate(facts, _outcomes);
        rules.Orders.Slacks(facts, _slacks);
        return IsHeadroomRight(decided.Headroom, entry)
            && IsVerdictRight(decided, facts, entry)
            && IsOrderRight(decided, facts.Order)
            && Reverification.IsHashRight(decided);
    }

    private bool IsHeadroomRight(ImmutableArray<RuleHeadroom> recorded, bool entry)
    {
        var next = 0;
        foreach (var rule in rules.OrderRulesByCode)
        {
            if (!Judge.Applies(rule, entry) || _slacks[rule.Index] is not { } slack || _outcomes[rule.Index] != RuleOutcome.Passed) continue;
            if (next == recorded.Length || recorded[next].Slack != slack || recorded[next].Code != rule.Code) return false;
            next++;
        }

        return next == recorded.Length;
    }

    private bool IsVerdictRight(OrderDecided decided, DecisionFacts facts, bool entry)
    {
        var (next, blocked, onlyHold, onlyResize) = (0, false, true, true);
        _refusals.Clear();
        if (entry) Judge.OwnRefusals(facts, decided.Request.ReduceOnly, _refusals);
        foreach (var refusal in _refusals)
        {
            if (next == decided.Violations.Length || decided.Violations[next++] != refusal) return false;
            (blocked, onlyHold, onlyResize) = (true, false, false);
        }

        if (!_outcomes.AllPassed)
            foreach (var rule in rules.OrderRules)
            {
                if (!Judge.Applies(rule, entry) || _outcomes[rule.Index] == RuleOutcome.Passed) continue;
                if (next == decided.Violations.Length || decided.Violations[next] != Judge.Failed(rules.Orders, facts, rule)) return false;
                var failed = decided.Violations[next++];
                blocked |= failed.Blocks;
                onlyHold &= !failed.Blocks || (failed.Effect == RuleEffect.Hold && !failed.Error);
                onlyResize &= !failed.Blocks || (failed.Effect == RuleEffect.Resize && !failed.Error);
            }

        if (blocked && onlyResize && decided is { Request.AllowResize: true, Replaces: null, MaxQuantity: > 0m }) return false;
        return next == decided.Violations.Length && decided.Verdict == (!blocked ? Verdict.Approved : onlyHold ? Verdict.Held : Verdict.Rejected);
    }

    private bool IsOrderRight(OrderDecided decided, OrderFacts facts)
    {
        var request = decided.Request;
        var isLargestRight = decided.Verdict == Verdict.Approved
            ? decided is { MaxQuantity: null, BindingRule: null }
            : decided.MaxQuantity is { } largest && largest >= 0m && largest < request.Quantity && decided.BindingRule is { } binding && Reverification.IsKnown(binding, rules);
        return isLargestRight
            && decided.ApprovedQuantity == (decided.Verdict == Verdict.Approved ? request.Quantity : 0m)
            && facts.Quantity == request.Quantity
            && facts.Symbol == request.Symbol
            && facts.Side == request.Side
            && facts.Exposure == decided.Exposure
            && facts.PositionAfter == decided.PositionAfter
            && facts.RiskAmount == decided.RiskAmount;
    }
}
