using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Facts;

namespace Portcullis.Rules.Analysis;

public enum RuleChange : byte
{
    Added,
    Removed,

    /// <summary>It refuses something it allowed, and allows nothing it refused.</summary>
    Tightened,

    /// <summary>It allows something it refused, and refuses nothing it allowed.</summary>
    Loosened,

    /// <summary>Both: it refuses some of what it allowed and allows some of what it refused.</summary>
    Changed,

    /// <summary>Written differently; nothing was found on which it comes out differently.</summary>
    Reworded,
}

/// <summary>How a difference was established.</summary>
public enum DifferenceProof : byte
{
    /// <summary>From the rules' texts: the rule is there or it is not, or only a limit moved.</summary>
    Bounds,

    /// <summary>By evaluating both rules on sampled facts: what was found is certain, what was not found is not.</summary>
    Sampling,
}

/// <summary>One rule's difference between two rule sets.</summary>
/// <param name="Detail">What moved: <c>order.Quantity &lt;= 5 is now &lt;= 3</c>, or how many samples came out differently.</param>
public sealed record RuleDifference(string Rule, RuleChange Change, DifferenceProof Proof, string Detail)
{
    public override string ToString() => $"{Change.ToString().ToLowerInvariant(),-9} {Rule}: {Detail} ({(Proof == DifferenceProof.Bounds ? "by its bounds" : "by sampling")})";

    /// <summary>Compares two rule sets by what they allow. Rules without any difference are not listed.</summary>
    /// <param name="samples">How many random facts decide where the texts do not.</param>
    public static ImmutableArray<RuleDifference> Between<TFacts>(RuleSet<TFacts> before, RuleSet<TFacts> after, int samples = 2_000, Func<TFacts>? sample = null)
        where TFacts : class
    {
        var differences = ImmutableArray.CreateBuilder<RuleDifference>();
        var undecided = new List<(int Before, int After)>();
        var old = Conditions(before.Program);
        var @new = Conditions(after.Program);
        foreach (var rule in before.Rules.Where(rule => after.Rules.All(other => other.Name != rule.Name)))
            differences.Add(new(rule.Name, RuleChange.Removed, DifferenceProof.Bounds, rule.ExpressionText));
        foreach (var rule in after.Rules)
        {
            if (before.Rules.FirstOrDefault(other => other.Name == rule.Name) is not { } former)
                differences.Add(new(rule.Name, RuleChange.Added, DifferenceProof.Bounds, rule.ExpressionText));
            else if (old[former.Index].Key != @new[rule.Index].Key)
                if (ByBounds(old[former.Index], @new[rule.Index], rule.Name) is { } bounded)
                    differences.Add(bounded);
                else
                    undecided.Add((former.Index, rule.Index));
        }
        if (undecided.Count > 0)
            differences.AddRange(BySampling(before, after, undecided, samples, sample));
        return differences.ToImmutable();
    }

    private static RuleDifference? ByBounds(RuleShape before, RuleShape after, string name)
    {
        // Conjuncts without limits must be the same; each limit must have moved or stayed.
        if (before.Rest is null || before.Rest != after.Rest || before.Limits.Length != after.Limits.Length)
            return null;
        var (tighter, looser) = (false, false);
        var moved = new List<string>();
        foreach (var (old, @new) in before.Limits.Zip(after.Limits))
        {
            if (old.Subject != @new.Subject || old.IsUpper != @new.IsUpper || old.IsLower != @new.IsLower || !(old.IsUpper || old.IsLower))
                return null;
            if (old.Operator == @new.Operator && old.Bound == @new.Bound)
                continue;
            if (@new.Implies(old))
                tighter = true;
            else
                looser = true;
            moved.Add($"{@new.SubjectText} {Show(old)} is now {Show(@new)}");
        }
        var change = (tighter, looser) switch
        {
            (true, true) => RuleChange.Changed,
            (true, false) => RuleChange.Tightened,
            (false, true) => RuleChange.Loosened,
            _ => RuleChange.Reworded,
        };
        return new(name, change, DifferenceProof.Bounds, moved.Count == 0 ? "the same limits, written differently" : string.Join(", ", moved));
    }

    private static IEnumerable<RuleDifference> BySampling<TFacts>(
        RuleSet<TFacts> before, RuleSet<TFacts> after, List<(int Before, int After)> undecided, int samples, Func<TFacts>? sample)
        where TFacts : class
    {
        var sampler = FactSampler.For(1, before, after);
        sample ??= sampler.Next<TFacts>;
        var (old, @new) = (before.CreateOutcomes(), after.CreateOutcomes());
        var tighter = new int[undecided.Count];
        var looser = new int[undecided.Count];
        for (var i = 0; i < samples; i++)
        {
            var facts = sample();
            before.Evaluate(facts, old);
            after.Evaluate(facts, @new);
            for (var rule = 0; rule < undecided.Count; rule++)
            {
                var (was, @is) = (old[undecided[rule].Before] == RuleOutcome.Passed, @new[undecided[rule].After] == RuleOutcome.Passed);
                tighter[rule] += was && !@is ? 1 : 0;
                looser[rule] += @is && !was ? 1 : 0;
            }
        }
        for (var rule = 0; rule < undecided.Count; rule++)
        {
            var change = (tighter[rule], looser[rule]) switch
            {
                (0, 0) => RuleChange.Reworded,
                ( > 0, 0) => RuleChange.Tightened,
                (0, > 0) => RuleChange.Loosened,
                _ => RuleChange.Changed,
            };
            yield return new(after.Rules[undecided[rule].After].Name, change, DifferenceProof.Sampling,
                $"of {samples} samples {tighter[rule]} are refused now and {looser[rule]} allowed now");
        }
    }

    private static string Show(Limit limit) =>
        $"{Language.OperatorTable.Symbol(limit.Operator)} {Explanation.Sentences.Show(limit.Bound, limit.Bound.Scale)}";

    private static List<RuleShape> Conditions(BoundProgram program) =>
        [.. program.Workflows.SelectMany(workflow => workflow.Rules.Select(rule => RuleShape.Of(rule, workflow.Globals)))];

    /// <summary>A rule apart from its wording: its limits, and the rest of its conjuncts as text; null where it is not a plain conjunction.</summary>
    private sealed record RuleShape(string Key, ImmutableArray<Limit> Limits, string? Rest)
    {
        public static RuleShape Of(BoundRule rule, ImmutableArray<BoundParameter> outer)
        {
            var parameters = outer.AddRange(rule.Locals);
            if (rule.Condition is null)
                return new(Nested(rule, parameters), [], null);
            var condition = Inlined(rule.Condition, parameters);
            var text = rule.Definition.Expression!.Text;
            var limits = Limit.Of(condition, rule, text).OrderBy(limit => limit.Subject, StringComparer.Ordinal).ThenBy(limit => limit.Operator).ToImmutableArray();
            var rest = string.Join(" && ", Remainder(condition, rule, text).OrderBy(part => part, StringComparer.Ordinal));
            return new(ExpressionText.Of(condition), limits, rest);
        }

        private static Expression Inlined(Expression condition, ImmutableArray<BoundParameter> parameters)
        {
            var inlined = condition;
            // Parameters may stand for parameters; each round resolves one more.
            for (var round = 0; round < 4; round++)
                inlined = new Inlining(parameters).Visit(inlined);
            return inlined;
        }

        private static string Nested(BoundRule rule, ImmutableArray<BoundParameter> parameters) =>
            $"{rule.Definition.Operator}({string.Join(", ", rule.Children.Select(child =>
                child.Condition is null ? Nested(child, parameters) : ExpressionText.Of(Inlined(child.Condition, parameters.AddRange(child.Locals)))))})"
            + string.Join(";", parameters.Select(parameter => ExpressionText.Of(parameter.Value)));

        private static IEnumerable<string> Remainder(Expression condition, BoundRule rule, string text)
        {
            if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both && both.Type == typeof(bool))
                return Remainder(both.Left, rule, text).Concat(Remainder(both.Right, rule, text));
            return Limit.Of(condition, rule, text).Any() ? [] : [ExpressionText.Of(condition)];
        }
    }
}
