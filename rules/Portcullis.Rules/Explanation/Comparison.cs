namespace Portcullis.Rules;

/// <summary>One comparison of a rule with the values that were on both sides.</summary>
/// <param name="Left">The left side as written.</param>
/// <param name="Operator">The operator that must hold: where the rule negates, the negated one.</param>
/// <param name="Slack">Signed distance in the left side's unit: room left when positive, missed by when negative; null where no numbers are compared.</param>
public sealed record Comparison(string Left, object? LeftValue, string Operator, string Right, object? RightValue, decimal? Slack, bool Holds)
{
    /// <summary><c>account.DayPnl - order.RiskAmount = -1,012.50, must be &gt;= -1,000.00: over by 12.50</c></summary>
    public override string ToString() => Explanation.Sentences.Of(this);
}

/// <summary>What stands at a node of a rule's logic.</summary>
public enum LogicKind : byte
{
    And,
    Or,
    Comparison,

    /// <summary>A boolean that is not a comparison: a fact, a function's answer.</summary>
    Condition,
}

/// <summary>A rule's logic with what each part came to.</summary>
/// <param name="Text">As written; with "not" in front where the rule negates it.</param>
/// <param name="Holds">Null when it was not evaluated, or could not be.</param>
/// <param name="Comparison">The two sides, at a comparison that was evaluated.</param>
/// <param name="Error">Why it could not be evaluated.</param>
public sealed record ComparisonTree(
    LogicKind Kind, string Text, bool? Holds, Comparison? Comparison, string? Error, IReadOnlyList<ComparisonTree> Children);
