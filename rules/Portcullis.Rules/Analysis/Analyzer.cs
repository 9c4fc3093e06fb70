using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Explanation;
using Portcullis.Rules.Format;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>Finds rules that compile and yet are probably not what their author meant.</summary>
internal sealed class Analyzer<TFacts>(BoundProgram program, DiagnosticBag diagnostics)
{
    private readonly HashSet<ParameterExpression> _used = [];
    private readonly List<Choice> _choices = [];

    public void Run()
    {
        var limits = new List<Limit>();
        foreach (var workflow in program.Workflows)
        {
            foreach (var global in workflow.Globals)
                _used.UnionWith(UsedVariables.Of(global.Value).Free);
            foreach (var rule in workflow.Rules)
            {
                if (rule.Definition.ErrorMessage is null)
                    diagnostics.Add(DiagnosticSeverity.Warning, DiagnosticCodes.MissingMessage,
                        $"The rule '{rule.Definition.Name}' has no ErrorMessage", rule.Definition.Place, "say what was compared and what to do");
                Rule(rule, workflow.Globals, limits, conjunct: true);
            }
            Unused(workflow.Globals, workflow);
        }
        Compare(limits);
        Compare(_choices);
    }

    private void Rule(BoundRule rule, ImmutableArray<BoundParameter> outer, List<Limit> limits, bool conjunct)
    {
        var parameters = outer.AddRange(rule.Locals);
        foreach (var local in rule.Locals)
            _used.UnionWith(UsedVariables.Of(local.Value).Free);
        if (rule.Condition is not null && rule.Definition.Expression is { } text)
        {
            _used.UnionWith(UsedVariables.Of(rule.Condition).Free);
            var inlined = new Inlining(parameters).Visit(rule.Condition);
            new RuleWalk(text, rule.Spans, diagnostics).Visit(inlined);
            if (inlined is ConstantExpression { Value: bool value })
                diagnostics.Add(DiagnosticSeverity.Warning, value ? DiagnosticCodes.AlwaysTrue : DiagnosticCodes.AlwaysFalse,
                    $"The rule '{rule.Definition.Name}' {(value ? "always passes" : "never passes")}", text.At(0));
            if (conjunct)
            {
                limits.AddRange(Limit.Of(inlined, rule, text.Text));
                _choices.AddRange(Choice.Of(inlined, rule, text.Text));
            }
        }
        foreach (var action in new[] { rule.OnSuccess, rule.OnFailure })
        {
            if (action?.Output is { } output)
                _used.UnionWith(UsedVariables.Of(output).Free);
            foreach (var (_, value) in action?.AdditionalInputs ?? [])
                _used.UnionWith(UsedVariables.Of(value).Free);
        }
        Message(rule, parameters);
        foreach (var child in rule.Children)
            Rule(child, parameters, limits, conjunct && rule.Definition.Operator == RuleOperator.And);
        Unused(rule.Locals, null);
    }

    private void Message(BoundRule rule, ImmutableArray<BoundParameter> parameters)
    {
        if (rule.Definition.ErrorMessage is not { } message)
            return;
        foreach (var parameter in parameters)
            if (message.Text.Contains($"$({parameter.Definition.Name}", StringComparison.Ordinal))
                _used.Add(parameter.Variable);
        if (!message.Text.Contains("$(", StringComparison.Ordinal))
            return;
        var template = new MessageTemplate<TFacts>(message.Text, program, new(program, parameters), enumNames: true);
        foreach (var unknown in template.Unknown)
            diagnostics.Add(DiagnosticSeverity.Warning, DiagnosticCodes.UnknownPlaceholder, $"The placeholder {unknown} is never filled",
                message.At(message.Text.IndexOf(unknown, StringComparison.Ordinal)), "placeholders name facts exactly, case included, without functions");
    }

    private void Unused(ImmutableArray<BoundParameter> parameters, BoundWorkflow? workflow)
    {
        foreach (var parameter in parameters)
            if (!_used.Contains(parameter.Variable))
                diagnostics.Add(DiagnosticSeverity.Warning, DiagnosticCodes.UnusedParameter,
                    $"The parameter '{parameter.Definition.Name}' is not used", parameter.Definition.Place,
                    workflow is null ? "remove it" : "remove it, or use it in a rule");
    }

    private void Compare(List<Limit> limits)
    {
        foreach (var group in limits.GroupBy(limit => limit.Subject, StringComparer.Ordinal))
        {
            var all = group.ToArray();
            for (var later = 1; later < all.Length; later++)
                for (var earlier = 0; earlier < later; earlier++)
                    Compare(all[earlier], all[later]);
        }
    }

    private void Compare(Limit earlier, Limit later)
    {
        if (earlier.Contradicts(later))
            Report(later, DiagnosticCodes.Contradiction, $"'{Show(later)}' and '{Show(earlier)}' of the rule '{earlier.Rule.Definition.Name}' never hold together");
        else if (!ReferenceEquals(earlier.Rule, later.Rule) && earlier.Implies(later))
            Report(later, DiagnosticCodes.Shadowed, $"'{Show(later)}' never fails alone: '{Show(earlier)}' of the rule '{earlier.Rule.Definition.Name}' is tighter");
        else if (!ReferenceEquals(earlier.Rule, later.Rule) && later.Implies(earlier))
            Report(earlier, DiagnosticCodes.Shadowed, $"'{Show(earlier)}' never fails alone: '{Show(later)}' of the rule '{later.Rule.Definition.Name}' is tighter");
    }

    private void Compare(List<Choice> choices)
    {
        foreach (var group in choices.GroupBy(choice => choice.Subject, StringComparer.Ordinal))
        {
            var all = group.ToArray();
            for (var later = 1; later < all.Length; later++)
            {
                if (Array.Find(all[..later], choice => choice.Contradicts(all[later])) is not { } earlier)
                    continue;
                diagnostics.Add(DiagnosticSeverity.Warning, DiagnosticCodes.Contradiction,
                    $"'{Show(all[later])}' and '{Show(earlier)}' of the rule '{earlier.Rule.Definition.Name}' never hold together",
                    all[later].Rule.Definition.Expression!.At(all[later].Span.Start));
            }
        }
    }

    private void Report(Limit limit, string code, string message) =>
        diagnostics.Add(DiagnosticSeverity.Warning, code, message, limit.Rule.Definition.Expression!.At(limit.Span.Start));

    private static string Show(Choice choice) =>
        $"{choice.SubjectText} {(choice.IsEqual ? "==" : "!=")} {(choice.Value is string text ? $"\"{text}\"" : choice.Value)}";

    private static string Show(Limit limit) => $"{limit.SubjectText} {OperatorTable.Symbol(limit.Operator)} {Sentences.Show(limit.Bound, limit.Bound.Scale)}";
}
