using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;
using Portcullis.Domain.Profiles;
using Portcullis.Rules;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Finds out whether a recorded decision is what its facts and rules lead to, without saying why not: <see cref="Reverification"/> says it of the few
/// that are not. What follows from the facts is computed and then looked for in the record as it stands. For one thread.
/// </summary>
public sealed class Recomputation(ProfileRules rules)
{
    public ProfileRules Rules => rules;

    private readonly RuleOutcomes _outcomes = rules.Orders.CreateOutcomes();
    private readonly RecordedReasons _reasons = new(rules.Orders);
    private readonly decimal?[] _slacks = new decimal?[rules.OrderRules.Length];
    private readonly ImmutableArray<Violation>.Builder _refusals = ImmutableArray.CreateBuilder<Violation>();

    private readonly ImmutableArray<(JudgedRule Rule, byte[] Code)> _byCode =
        [.. rules.OrderRulesByCode.Select(rule => (rule, Quoted(rule.Code)))];

    /// <summary>
    /// True only where <see cref="Reverification.Differences"/> has none. A false is to be asked about there: it may have been judged twice, as a resized
    /// order is, or be written in another way than it is written today.
    /// </summary>
    /// <exception cref="JsonException">It can't be read.</exception>
    public bool Confirms(in DecisionRecord record)
    {
        if (!record.AskedFacts.IsEmpty || record.RuleSet != rules.Hash) return false;
        var facts = record.ReadFacts();
        var entry = Judge.IsEntry(facts);
        rules.Orders.Evaluate(facts, _outcomes);
        rules.Orders.Slacks(facts, _slacks);
        return IsHeadroomRight(record.Headroom, entry)
            && IsVerdictRight(record, facts, entry)
            && IsOrderRight(record, facts.Order)
            && (!record.Replaces.IsMissing || Reverification.Asked(record.Request, record.SymbolAsked).HasContentHash(record.RequestHash.Inner));
    }

    private bool IsHeadroomRight(ReadOnlySpan<byte> recorded, bool entry)
    {
        var cursor = new JsonCursor(recorded.IsEmpty ? "{}"u8 : recorded);
        cursor.Open('{');
        foreach (var (rule, code) in _byCode)
        {
            if (!Judge.Applies(rule, entry) || _slacks[rule.Index] is not { } slack || _outcomes[rule.Index] != RuleOutcome.Passed) continue;
            // Several slacks of rules that share a code stand in an array: rare enough to be left to the longer way.
            if (!cursor.NextItem('}') || !cursor.TryTake(code)) return false;
            cursor.TakeColon();
            if (cursor.Next == '[' || cursor.ReadDecimal() != slack) return false;
        }

        return !cursor.NextItem('}') && cursor.Next == 0;
    }

    private bool IsVerdictRight(in DecisionRecord record, DecisionFacts facts, bool entry)
    {
        var (blocked, onlyHold, onlyResize) = (false, true, true);
        var violations = new JsonCursor(record.Violations.IsEmpty ? "[]"u8 : record.Violations);
        violations.Open('[');
        _refusals.Clear();
        if (entry) Judge.OwnRefusals(facts, record.Request.ReduceOnly, _refusals);
        foreach (var refusal in _refusals)
        {
            if (!RecordedReasons.IsNext(ref violations, refusal)) return false;
            (blocked, onlyHold, onlyResize) = (true, false, false);
        }

        for (var i = _outcomes.NextRefusal(0); i < _outcomes.Count; i = _outcomes.NextRefusal(i + 1))
        {
            var rule = rules.OrderRules[i];
            if (!Judge.Applies(rule, entry)) continue;
            if (!_reasons.IsNext(ref violations, facts, rule, out var error)) return false;
            var blocks = error || rule.Effect != RuleEffect.Warn;
            blocked |= blocks;
            onlyHold &= !blocks || (rule.Effect == RuleEffect.Hold && !error);
            onlyResize &= !blocks || (rule.Effect == RuleEffect.Resize && !error);
        }

        if (violations.NextItem(']') || (blocked && onlyResize && record is { Request.AllowResize: true, Replaces.IsMissing: true, MaxQuantity: > 0m })) return false;
        return record.Verdict == (!blocked ? Verdict.Approved : onlyHold ? Verdict.Held : Verdict.Rejected);
    }

    private bool IsOrderRight(in DecisionRecord record, OrderFacts facts)
    {
        var request = record.Request;
        var isLargestRight = record.Verdict == Verdict.Approved
            ? record is { MaxQuantity: null, BindingRule: null }
            : record.MaxQuantity is { } largest && largest >= 0m && largest < request.Quantity && record.BindingRule is { } binding && Reverification.IsKnown(binding, rules);
        return isLargestRight
            && record.ApprovedQuantity == (record.Verdict == Verdict.Approved ? request.Quantity : 0m)
            && facts.Quantity == request.Quantity
            && facts.Symbol == request.Symbol
            && facts.Side == request.Side
            && facts.Exposure == record.Exposure
            && facts.PositionAfter == record.PositionAfter
            && facts.RiskAmount == record.RiskAmount;
    }

    private static byte[] Quoted(string code) => [(byte)'"', .. JsonEncodedText.Encode(code, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
