namespace Portcullis.Rules;

/// <summary>The largest size at which all considered rules pass.</summary>
/// <param name="Lots">0 when not even one lot passes.</param>
/// <param name="BindingRule">The rule that refuses one lot more; null when everything asked for passes.</param>
/// <param name="Explanation">Why it refuses it.</param>
public sealed record LargestAdmissible(int Lots, Rule? BindingRule, RuleExplanation? Explanation)
{
    /// <summary>
    /// Bisects over whole lots, so about log2(<paramref name="asked"/>) passes. What it returns is verified: it passes, and one lot more does not.
    /// Where a rule refuses a size and admits a larger one, what is found is the end of one run of admitted sizes.
    /// </summary>
    /// <param name="withLots">The facts as they would be at a size of so many lots; everything that depends on the size must follow it.</param>
    /// <param name="considered">Which rules count; default all.</param>
    public static LargestAdmissible Find<TFacts>(RuleSet<TFacts> rules, Func<int, TFacts> withLots, int asked, Func<Rule, bool>? considered = null)
        where TFacts : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(asked);
        var outcomes = rules.CreateOutcomes();
        if (asked == 0 || FirstRefusal(asked) is not { } refusal)
            return new(asked, null, null);
        var (admitted, refused) = (0, asked);
        while (refused - admitted > 1)
        {
            var middle = admitted + (refused - admitted) / 2;
            if (FirstRefusal(middle) is { } found)
                (refused, refusal) = (middle, found);
            else
                admitted = middle;
        }
        return new(admitted, refusal, rules.Explain(withLots(refused), refusal.Index));

        Rule? FirstRefusal(int lots)
        {
            rules.Evaluate(withLots(lots), outcomes);
            if (outcomes.AllPassed)
                return null;
            foreach (var rule in rules.Rules)
                if (outcomes[rule.Index] != RuleOutcome.Passed && (considered is null || considered(rule)))
                    return rule;
            return null;
        }
    }
}
