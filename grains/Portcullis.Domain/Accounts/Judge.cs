using System.Collections.Immutable;
using System.Globalization;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Rules;

namespace Portcullis.Domain.Accounts;

/// <summary>What the rules, and the gateway's own refusals before them, say of facts.</summary>
public sealed record Judgement(ImmutableArray<Violation> Violations, ImmutableArray<RuleHeadroom> Headroom)
{
    /// <summary>Nothing that failed keeps the order from being sent.</summary>
    public bool Allows => Violations.All(v => !v.Blocks);

    /// <summary>A smaller quantity might pass: all that blocks would resize.</summary>
    public bool OnlyResize => Violations.All(v => !v.Blocks || (v.Effect == RuleEffect.Resize && !v.Error));

    /// <summary>Nothing rejects, and something wants a person's word.</summary>
    public bool OnlyHold => Violations.All(v => !v.Blocks || (v.Effect == RuleEffect.Hold && !v.Error)) && !Allows;
}

/// <summary>Pure: facts and rules in, judgement out. Used for a live decision and, years later, to compute it again from the journal.</summary>
public static class Judge
{
    private static readonly string[] OwnCodes =
    [
        "ACCOUNT_BREACHED", "CONTROL_HALTED", "ACCOUNT_HALTED", "CONTROL_REDUCE_ONLY", "ACCOUNT_REDUCE_ONLY", "REDUCE_ONLY_WOULD_OPEN", "MARK_DOUBTFUL",
    ];

    /// <summary>The gateway's own refusals, in the order they are checked and reported: a table, and a test holds it.</summary>
    public static IReadOnlyList<string> Precedence => OwnCodes;

    public static Judgement Order(DecisionFacts facts, ProfileRules rules, bool reduceOnly, bool withHeadroom = true)
    {
        var entry = IsEntry(facts);
        var violations = ImmutableArray.CreateBuilder<Violation>();
        if (entry) OwnRefusals(facts, reduceOnly, violations);
        return Rules(facts, rules.Orders, rules.OrderRules, entry, violations, withHeadroom);
    }

    /// <summary>
    /// The code of the first refusal or rule that keeps the order from being sent; null where it may go. Says no more than that, and costs a
    /// fraction of <see cref="Order"/>.
    /// </summary>
    public static string? FirstBlocking(DecisionFacts facts, ProfileRules rules, bool reduceOnly)
    {
        var entry = IsEntry(facts);
        if (entry)
        {
            var refusals = ImmutableArray.CreateBuilder<Violation>();
            OwnRefusals(facts, reduceOnly, refusals);
            if (refusals.Count > 0) return refusals[0].Code;
        }

        var outcomes = rules.Orders.CreateOutcomes();
        rules.Orders.Evaluate(facts, outcomes);
        foreach (var rule in rules.OrderRules)
        {
            if (rule.EntriesOnly && !entry) continue;
            var outcome = outcomes[rule.Index];
            if (outcome == RuleOutcome.Error || (outcome != RuleOutcome.Passed && rule.Effect != RuleEffect.Warn)) return rule.Code;
        }

        return null;
    }

    /// <summary>Exits are judged by few rules and stopped by none of the gateway's own refusals.</summary>
    public static bool IsEntry(DecisionFacts facts) => facts.Order.Exposure is not (Exposure.Reducing or Exposure.Closing);

    /// <param name="facts">The account at the marks.</param>
    /// <param name="rules">The profile's.</param>
    /// <param name="marksDoubtful">A held instrument's mark can't be trusted: only rules that need no marks are judged.</param>
    public static Judgement Account(MonitorFacts facts, ProfileRules rules, bool marksDoubtful) =>
        Rules(facts, rules.Monitor, marksDoubtful ? [.. rules.MonitorRules.Where(rule => !rule.NeedsMarks)] : rules.MonitorRules, entry: true, ImmutableArray.CreateBuilder<Violation>(), withHeadroom: false);

    private static void OwnRefusals(DecisionFacts facts, bool reduceOnly, ImmutableArray<Violation>.Builder violations)
    {
        if (facts.Account.Status == AccountStatus.Breached)
            violations.Add(Own("ACCOUNT_BREACHED", "The account has breached a limit for good; only orders that reduce exposure are taken."));
        if (facts.Control.Halted)
            violations.Add(Own("CONTROL_HALTED", "A halt is in force for this order's scope; only orders that reduce exposure are taken until it is lifted."));
        if (facts.Account.Status == AccountStatus.Halted)
            violations.Add(Own("ACCOUNT_HALTED", "The account is locked until its next session; only orders that reduce exposure are taken."));
        if (facts.Control.ReduceOnly)
            violations.Add(Own("CONTROL_REDUCE_ONLY", "Reduce-only is in force for this order's scope."));
        if (facts.Account.Status == AccountStatus.ReduceOnly)
            violations.Add(Own("ACCOUNT_REDUCE_ONLY", "The account takes only orders that reduce exposure until a person has rearmed it."));
        if (reduceOnly)
            violations.Add(Own("REDUCE_ONLY_WOULD_OPEN", "The order is marked reduce-only, but with all working orders filled it would open or flip a position."));
        if (facts.Market.Doubtful)
            violations.Add(Own("MARK_DOUBTFUL", "A price that this decision depends on is missing, crossed or out of line; entries wait until it is confirmed."));
    }

    internal static Violation Own(string code, string message) => new() { Code = code, Message = message, Effect = RuleEffect.Reject };

    private static Judgement Rules<TFacts>(
        TFacts facts,
        RuleSet<TFacts> set,
        IReadOnlyList<JudgedRule> judged,
        bool entry,
        ImmutableArray<Violation>.Builder violations,
        bool withHeadroom)
        where TFacts : class
    {
        var outcomes = set.CreateOutcomes();
        set.Evaluate(facts, outcomes);
        var headroom = withHeadroom ? ImmutableArray.CreateBuilder<RuleHeadroom>(judged.Count) : null;
        var slacks = withHeadroom ? new decimal?[judged.Count] : [];
        if (withHeadroom) set.Slacks(facts, slacks);
        foreach (var rule in judged)
        {
            if (rule.EntriesOnly && !entry) continue;
            if (outcomes[rule.Index] != RuleOutcome.Passed) violations.Add(Failed(set.Explain(facts, rule.Index), rule));
            else if (headroom is not null && slacks[rule.Index] is { } slack) headroom.Add(new RuleHeadroom(rule.Code, slack, rule.Unit));
        }

        headroom?.Sort(static (a, b) => a.Slack != b.Slack ? a.Slack.CompareTo(b.Slack) : string.CompareOrdinal(a.Code, b.Code));
        return new Judgement(violations.ToImmutable(), headroom?.ToImmutable() ?? []);
    }

    private static Violation Failed(RuleExplanation explanation, JudgedRule rule) => new()
    {
        Code = rule.Code,
        Rule = rule.Name,
        Message = explanation.Message ?? explanation.Error ?? explanation.ToString(),
        Effect = rule.Effect,
        Left = explanation.Deciding?.Left ?? "",
        LeftValue = Text(explanation.Deciding?.LeftValue),
        Operator = explanation.Deciding?.Operator ?? "",
        Right = explanation.Deciding?.Right ?? "",
        RightValue = Text(explanation.Deciding?.RightValue),
        OverBy = explanation.Slack is { } slack ? Math.Abs(slack) : null,
        Unit = rule.Unit,
        Reference = rule.Reference,
        Error = explanation.Outcome == RuleOutcome.Error,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        decimal number => Money.Normalize(number).ToString(CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
