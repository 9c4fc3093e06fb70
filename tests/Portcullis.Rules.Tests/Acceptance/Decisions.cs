namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>What we decided where the original shows a hazard, a defect or a hole, by what a case's name and tags speak of.</summary>
internal static class Decisions
{
    private static readonly (string Sign, string Decision)[] All =
    [
        ("or-child", "an error blocks inside Or too: what was not evaluated never allows"),
        ("negative", "a literal is the number that is written: -5000000000 is a long, never wrapped"),
        ("underflow", "integer arithmetic is checked: leaving the range is an error of the rule, never a wrapped value"),
        ("overflow", "integer arithmetic is checked: leaving the range is an error of the rule, never a wrapped value"),
        ("nullable", "an ordering of an absent value holds neither way, also under not: it never passes"),
        ("null", "an ordering of an absent value holds neither way, also under not: it never passes"),
        ("gettype", "reflection is not reachable: GetType is no function of the language"),
        ("static", "only listed types have static members; no other can be named"),
        ("cpu", "work and memory are bounded: Limits.CollectionWork and Limits.StringLength"),
        ("convert", "clock, randomness, Uri and binary conversions are not reachable: a verdict depends on its facts alone"),
        ("mutat", "facts are read-only: no method that changes anything can be named"),
        ("side-effect", "facts are read-only: no method that changes anything can be named"),
        ("injection", "a value is filled in once and never read again for placeholders"),
        ("nest", "depth is bounded by Limits.ExpressionDepth: the text is refused, the process lives"),
        ("depth", "depth is bounded by Limits.ExpressionDepth: the text is refused, the process lives"),
        ("culture", "invariant and ordinal, whatever the thread's culture is"),
        ("clock", "the clock is a fact or it is nothing"),
        ("security", "what is not on the white list cannot be named"),
    ];

    public static string Of(string id, IEnumerable<string> tags)
    {
        foreach (var sign in tags.Prepend(id))
            foreach (var (part, decision) in All)
                if (sign.Contains(part, StringComparison.OrdinalIgnoreCase))
                    return decision;
        return "our own semantics (rules/README.md); the differences are listed above";
    }
}
