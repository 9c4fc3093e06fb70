using System.Collections.Immutable;

namespace Portcullis.Rules.Explanation;

/// <summary>What the evaluation under way sees of a rule: the parts of its logic, its children, and what they come to.</summary>
internal sealed class RuleSight(Sight logic, ImmutableArray<RuleSight> children)
{
    public Sight Logic => logic;

    /// <summary>Of a nested rule.</summary>
    public ImmutableArray<RuleSight> Children => children;

    /// <summary>False of a child whose outcome no longer mattered.</summary>
    public bool IsSeen { get; private set; }

    public RuleOutcome Outcome { get; private set; }

    public string? Error { get; private set; }

    public string? ErrorCode { get; private set; }

    public ErrorOrigin? Origin { get; private set; }

    /// <summary>The comparison that decided.</summary>
    public Sight? Deciding => Outcome == RuleOutcome.Error ? null : SlackOf.Deciding(logic);

    public void Clear()
    {
        IsSeen = false;
        (Error, ErrorCode, Origin) = (null, null, null);
        logic.Clear();
        foreach (var child in children)
            child.Clear();
    }

    public void ComesTo(RuleOutcome outcome) => (IsSeen, Outcome) = (true, outcome);

    public void Errs(string error, string code, ErrorOrigin origin)
    {
        ComesTo(RuleOutcome.Error);
        (Error, ErrorCode, Origin) = (error, code, origin);
    }
}
