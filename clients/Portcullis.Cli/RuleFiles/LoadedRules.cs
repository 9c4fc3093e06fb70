using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules;
using Portcullis.Rules.Analysis;
using Portcullis.Rules.Cases;
using Portcullis.Rules.Editing;
using Portcullis.Rules.Parameters;

namespace Portcullis.Cli.RuleFiles;

/// <summary>What came of reading a target, whatever its facts are. Without a rule set only the diagnostics can be asked for.</summary>
internal abstract class LoadedRules(string name, IReadOnlyList<Diagnostic> diagnostics)
{
    public string Name => name;

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    public abstract bool Succeeded { get; }

    public abstract int Count { get; }

    public abstract string? Hash { get; }

    public abstract ImmutableArray<RuleExplanation> Explain(JsonElement facts);

    public abstract CaseRun Run(CaseFile cases);

    public abstract string Page(ParameterSheet? sheet);

    public abstract ImmutableArray<RuleDifference> Until(LoadedRules after);
}

/// <inheritdoc/>
internal sealed class LoadedRules<TFacts>(string name, RuleSet<TFacts>? rules, IReadOnlyList<Diagnostic> diagnostics, Func<JsonElement, TFacts> read)
    : LoadedRules(name, diagnostics)
    where TFacts : class
{
    public override bool Succeeded => rules is not null;

    public override int Count => rules?.Rules.Length ?? 0;

    public override string? Hash => rules?.Hash;

    private RuleSet<TFacts> Rules => rules ?? throw new InvalidOperationException($"{Name} did not load");

    public override ImmutableArray<RuleExplanation> Explain(JsonElement facts)
    {
        var given = read(facts);
        return [.. Rules.Rules.Select(rule => Rules.Explain(given, rule.Index))];
    }

    public override CaseRun Run(CaseFile cases) => CaseRun.Of(Rules, [cases], read);

    public override string Page(ParameterSheet? sheet) => RulePage.Of(Name, Rules, sheet);

    public override ImmutableArray<RuleDifference> Until(LoadedRules after) => [.. RuleDifference.Between(Rules, ((LoadedRules<TFacts>)after).Rules)];
}
