using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portcullis.Rules.Analysis;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Explanation;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Format;
using Portcullis.Rules.Functions;

namespace Portcullis.Rules;

/// <summary>Loads rule files.</summary>
public static class RuleSet
{
    /// <summary>All workflows of all files, in order, as one rule set over <typeparamref name="TFacts"/>. Never throws for what a file holds.</summary>
    public static RuleSetLoad<TFacts> Load<TFacts>(IReadOnlyList<RuleFile> files, RuleSetOptions? options = null)
        where TFacts : class =>
        Load<TFacts>(files, FactModel.Of<TFacts>(), options ?? new());

    /// <summary>The same for inputs whose types are known only at run time; a pass takes their values as an array in the model's order.</summary>
    public static RuleSetLoad<object?[]> LoadNamed(IReadOnlyList<RuleFile> files, FactModel model, RuleSetOptions? options = null) =>
        Load<object?[]>(files, model, options ?? new());

    /// <summary>Loads again what <see cref="RuleSet{TFacts}.CanonicalText"/> holds. <paramref name="options"/> supplies types and functions only.</summary>
    public static RuleSetLoad<TFacts> LoadCanonical<TFacts>(string canonicalText, RuleSetOptions? options = null)
        where TFacts : class
    {
        try
        {
            var (file, stored) = Format.CanonicalText.Read(canonicalText, options ?? new());
            return Load<TFacts>([file], FactModel.Of<TFacts>(), stored with { Analyse = false });
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new(null, [new(DiagnosticSeverity.Error, DiagnosticCodes.InvalidJson, exception.Message, "canonical", 1, 1)]);
        }
    }

    /// <summary>The same over a given model, whose root is <typeparamref name="TFacts"/>.</summary>
    public static RuleSetLoad<TFacts> Load<TFacts>(IReadOnlyList<RuleFile> files, FactModel model, RuleSetOptions options)
        where TFacts : class
    {
        var diagnostics = new DiagnosticBag();
        var reader = new WorkflowReader(diagnostics, options.Compatibility == RuleCompatibility.Strict);
        var workflows = files.SelectMany(file => reader.Read(file)).ToImmutableArray();
        if (diagnostics.HasErrors)
            return new(null, diagnostics.ToImmutable());
        var linked = new Linker(workflows, diagnostics).LinkAll();
        var program = new ProgramBinder(model, options, diagnostics).Bind(linked);
        if (diagnostics.HasErrors)
            return new(null, diagnostics.ToImmutable());
        if (options.Analyse)
            new Analyzer<TFacts>(program, diagnostics).Run();
        if (diagnostics.HasErrors)
            return new(null, diagnostics.ToImmutable());
        return new(new(program, Format.CanonicalText.Write(workflows, options), options), diagnostics.ToImmutable());
    }

    internal static string HashOf(string canonicalText) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalText)));
}

/// <summary>A compiled rule set: immutable, safe on any number of threads, swapped by exchanging one reference.</summary>
public sealed class RuleSet<TFacts>
    where TFacts : class
{
    private readonly Action<TFacts, RuleOutcomes> _pass;
    private readonly ImmutableArray<Lazy<RuleProbe<TFacts>>> _probes;
    private readonly Lazy<Action<TFacts, decimal?[]>> _slacks;

    internal RuleSet(BoundProgram program, string canonicalText, RuleSetOptions options)
    {
        Program = program;
        CanonicalText = canonicalText;
        Hash = RuleSet.HashOf(canonicalText);
        Rules = [.. program.Rules.Select(Describe)];
        FactsRead = FactPaths.Of(program);
        _slacks = new(() => SlackCompiler.Compile<TFacts>(program));
        _pass = FusedCompiler.Compile<TFacts>(program);
        _probes =
        [
            .. program.Workflows.SelectMany(workflow => workflow.Rules.Select(rule => new Lazy<RuleProbe<TFacts>>(() =>
                new(program, rule, new(program, workflow.Globals), options.EnumNamesInMessages)))),
        ];
    }

    /// <summary>SHA-256 of <see cref="CanonicalText"/>, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The content without its layout, parameters included; <see cref="RuleSet.LoadCanonical"/> makes the same set of it.</summary>
    public string CanonicalText { get; }

    /// <summary>The enabled top-level rules, in order.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>The facts that some rule or parameter reads, as <c>input.Member</c>, sorted.</summary>
    public ImmutableArray<string> FactsRead { get; }

    internal BoundProgram Program { get; }

    public RuleOutcomes CreateOutcomes() => new(Rules.Length);

    /// <summary>One pass over all rules. Allocates nothing unless a rule errs or works on collections.</summary>
    public void Evaluate(TFacts facts, RuleOutcomes outcomes)
    {
        if (outcomes.Count != Rules.Length)
            throw new ArgumentException("The outcomes were made by another rule set", nameof(outcomes));
        outcomes.Clear();
        _pass(facts, outcomes);
    }

    /// <summary>Why a rule comes to its outcome on these facts.</summary>
    public RuleExplanation Explain(TFacts facts, int ruleIndex) => _probes[ruleIndex].Value.Explain(facts);

    /// <summary>The same in short, without allocating.</summary>
    public RuleReason Reason(TFacts facts, int ruleIndex) => _probes[ruleIndex].Value.Reason(facts);

    /// <summary>The rule's ErrorMessage with its placeholders filled, or null where it has none.</summary>
    public string? Message(TFacts facts, int ruleIndex) => _probes[ruleIndex].Value.Message(facts);

    /// <summary>The same without a string. False where the rule has no message, or one that is longer than <paramref name="destination"/>; none is longer than <see cref="Limits.MessageLength"/>.</summary>
    public bool TryFormatMessage(TFacts facts, int ruleIndex, Span<char> destination, out int written) => _probes[ruleIndex].Value.TryFormatMessage(facts, destination, out written);

    /// <summary>How far the rule is from its limit, in the unit of its deciding comparison's left side: room when positive, null without numbers.</summary>
    public decimal? Slack(TFacts facts, int ruleIndex) => _probes[ruleIndex].Value.Reason(facts).Slack;

    /// <summary>Every rule's slack at once, by a second compiled delegate: cheap enough to show headroom at each decision.</summary>
    public void Slacks(TFacts facts, decimal?[] slacks)
    {
        if (slacks.Length != Rules.Length)
            throw new ArgumentException("One place per rule is needed", nameof(slacks));
        WorkBudget.Reset();
        _slacks.Value(facts, slacks);
    }

    /// <summary>Compiles now what the first explanation, message and headroom would otherwise wait for.</summary>
    public void Prepare()
    {
        _ = _slacks.Value;
        foreach (var probe in _probes)
            probe.Value.Prepare();
    }

    private static Rule Describe(BoundRule rule, int index) => new(
        index, rule.Definition.Name, rule.Workflow, rule.ExpressionText, rule.Definition.ErrorMessage?.Text, rule.Definition.SuccessEvent,
        rule.Definition.Properties, rule.Definition.Place.Path, rule.Definition.Place.Line);
}
