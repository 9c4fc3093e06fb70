using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Portcullis.Rules;

/// <summary>What came of loading: a rule set, or the errors that keep it from being one; warnings either way.</summary>
public sealed class RuleSetLoad<TFacts>
    where TFacts : class
{
    internal RuleSetLoad(RuleSet<TFacts>? ruleSet, ImmutableArray<Diagnostic> diagnostics)
    {
        RuleSet = ruleSet;
        Diagnostics = diagnostics;
    }

    public RuleSet<TFacts>? RuleSet { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    [MemberNotNullWhen(true, nameof(RuleSet))]
    public bool Succeeded => RuleSet is not null;
}
