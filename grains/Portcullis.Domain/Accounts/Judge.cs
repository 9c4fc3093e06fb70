using System.Collections.Immutable;
using System.Globalization;
using System.Text;
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
    private static readonly Violation AccountBreached = Own("ACCOUNT_BREACHED", "The account has breached a limit for good; only orders that reduce exposure are taken.");
    private static readonly Violation ControlHalted = Own("CONTROL_HALTED", "A halt is in force for this order's scope; only orders that reduce exposure are taken until it is lifted.");
    private static readonly Violation AccountHalted = Own("ACCOUNT_HALTED", "The account is locked until its next session; only orders that reduce exposure are taken.");
    private static readonly Violation ControlReduceOnly = Own("CONTROL_REDUCE_ONLY", "Reduce-only is in force for this order's scope.");
    private static readonly Violation AccountReduceOnly = Own("ACCOUNT_REDUCE_ONLY", "The account takes only orders that reduce exposure until a person has rearmed it.");
    private static readonly Violation WouldOpen = Own("REDUCE_ONLY_WOULD_OPEN", "The order is marked reduce-only, but with all working orders filled it would open or flip a position.");
    private static readonly Violation MarkDoubtful = Own("MARK_DOUBTFUL", "A price that this decision depends on is missing, crossed or out of line; entries wait until it is confirmed.");

    /// <summary>The gateway's own refusals, in the order they are checked and reported: a table, and a test holds it.</summary>
    public static IReadOnlyList<string> Precedence { get; } =
        [.. new[] { AccountBreached, ControlHalted, AccountHalted, ControlReduceOnly, AccountReduceOnly, WouldOpen, MarkDoubtful }.Select(refusal => refusal.Code)];

    public static Judgement Order(DecisionFacts facts, ProfileRules rules, bool reduceOnly, bool withHeadroom = true)
    {
        var entry = IsEntry(facts);
        var violations = ImmutableArray.CreateBuilder<Violation>();
        if (entry) OwnRefusals(facts, reduceOnly, violations);
        var outcomes = Evaluate(facts, rules.Orders, rules.OrderRules, entry, marksDoubtful: false, violations);
        return new Judgement(violations.DrainToImmutable(), withHeadroom ? Headroom(facts, rules, entry, outcomes) : []);
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
        for (var i = outcomes.NextRefusal(0); i < outcomes.Count; i = outcomes.NextRefusal(i + 1))
        {
            var rule = rules.OrderRules[i];
            if (Applies(rule, entry) && (rule.Effect != RuleEffect.Warn || outcomes[i] == RuleOutcome.Error)) return rule.Code;
        }

        return null;
    }

    /// <summary>Exits are judged by few rules and stopped by none of the gateway's own refusals.</summary>
    public static bool IsEntry(DecisionFacts facts) => facts.Order.Exposure is not (Exposure.Reducing or Exposure.Closing);

    /// <param name="facts">The account at the marks.</param>
    /// <param name="rules">The profile's.</param>
    /// <param name="marksDoubtful">A held instrument's mark can't be trusted: only rules that need no marks are judged.</param>
    public static Judgement Account(MonitorFacts facts, ProfileRules rules, bool marksDoubtful)
    {
        var violations = ImmutableArray.CreateBuilder<Violation>();
        Evaluate(facts, rules.Monitor, rules.MonitorRules, entry: true, marksDoubtful, violations);
        return new Judgement(violations.DrainToImmutable(), []);
    }

    internal static void OwnRefusals(DecisionFacts facts, bool reduceOnly, ImmutableArray<Violation>.Builder violations)
    {
        if (facts.Account.Status == AccountStatus.Breached) violations.Add(AccountBreached);
        if (facts.Control.Halted) violations.Add(ControlHalted);
        if (facts.Account.Status == AccountStatus.Halted) violations.Add(AccountHalted);
        if (facts.Control.ReduceOnly) violations.Add(ControlReduceOnly);
        if (facts.Account.Status == AccountStatus.ReduceOnly) violations.Add(AccountReduceOnly);
        if (reduceOnly) violations.Add(WouldOpen);
        if (facts.Market.Doubtful) violations.Add(MarkDoubtful);
    }

    internal static Violation Own(string code, string message) => new() { Code = code, Message = message, Effect = RuleEffect.Reject };

    private static RuleOutcomes Evaluate<TFacts>(TFacts facts, RuleSet<TFacts> set, ImmutableArray<JudgedRule> judged, bool entry, bool marksDoubtful, ImmutableArray<Violation>.Builder violations)
        where TFacts : class
    {
        var outcomes = set.CreateOutcomes();
        set.Evaluate(facts, outcomes);
        for (var i = outcomes.NextRefusal(0); i < outcomes.Count; i = outcomes.NextRefusal(i + 1))
            if (Applies(judged[i], entry) && !(marksDoubtful && judged[i].NeedsMarks)) violations.Add(Failed(set, facts, judged[i]));
        return outcomes;
    }

    private static ImmutableArray<RuleHeadroom> Headroom(DecisionFacts facts, ProfileRules rules, bool entry, RuleOutcomes outcomes)
    {
        var slacks = new decimal?[rules.OrderRules.Length];
        rules.Orders.Slacks(facts, slacks);
        var headroom = ImmutableArray.CreateBuilder<RuleHeadroom>(slacks.Length);
        foreach (var rule in rules.OrderRulesByCode)
            if (Applies(rule, entry) && outcomes[rule.Index] == RuleOutcome.Passed && slacks[rule.Index] is { } slack) headroom.Add(new RuleHeadroom(rule.Code, slack));
        return headroom.DrainToImmutable();
    }

    internal static bool Applies(JudgedRule rule, bool entry) => entry || !rule.EntriesOnly;

    internal static Violation Failed<TFacts>(RuleSet<TFacts> set, TFacts facts, JudgedRule rule)
        where TFacts : class => Failed(set, facts, rule, set.Reason(facts, rule.Index));

    internal static Violation Failed<TFacts>(RuleSet<TFacts> set, TFacts facts, JudgedRule rule, in RuleReason reason)
        where TFacts : class => new()
        {
            Code = rule.Code,
            Rule = rule.Name,
            Message = set.Message(facts, rule.Index) ?? reason.Error ?? set.Explain(facts, rule.Index).ToString(),
            Effect = rule.Effect,
            Left = reason.Deciding?.Left ?? "",
            LeftValue = Text(reason.Left),
            Operator = reason.Deciding?.Operator ?? "",
            Right = reason.Deciding?.Right ?? "",
            RightValue = Text(reason.Right),
            OverBy = OverBy(reason),
            Unit = rule.Unit,
            Reference = rule.Reference,
            Error = reason.Outcome == RuleOutcome.Error,
        };

    internal static decimal? OverBy(in RuleReason reason) => reason.Slack is { } slack ? Math.Abs(slack) : null;

    /// <summary>A number on one side of a comparison as it is told and recorded.</summary>
    /// <returns>How many bytes were written.</returns>
    internal static int Text(decimal number, Span<byte> utf8) => DecimalText.Write(Money.Normalize(number), utf8);

    private static string Text(in ComparedValue value)
    {
        if (value.Number is not { } number) return value.Value is IFormattable other ? other.ToString(null, CultureInfo.InvariantCulture) : value.Value?.ToString() ?? "";
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        return Encoding.ASCII.GetString(text[..Text(number, text)]);
    }
}
