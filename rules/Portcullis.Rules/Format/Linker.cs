using System.Collections.Immutable;
using Portcullis.Rules.Binding;

namespace Portcullis.Rules.Format;

/// <summary>Resolves injected workflows: a workflow's own rules come first, then those of each injected one, recursively, under the host's globals.</summary>
internal sealed class Linker(IReadOnlyList<WorkflowDefinition> workflows, DiagnosticBag diagnostics)
{
    /// <summary>The workflows that run by themselves. One that another injects is a part of that other, and does not run a second time.</summary>
    public IReadOnlyList<(WorkflowDefinition Workflow, ImmutableArray<RuleDefinition> Rules)> LinkAll()
    {
        foreach (var twin in workflows.GroupBy(workflow => workflow.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            diagnostics.Error(DiagnosticCodes.DuplicateName, $"The workflow '{twin.Key}' is defined twice", twin.ElementAt(1).Place);
        var parts = workflows.SelectMany(workflow => workflow.Injects.Where(inject => inject.Name != workflow.Name)).Select(inject => inject.Name).ToHashSet(StringComparer.Ordinal);
        var linked = workflows.Where(workflow => !parts.Contains(workflow.Name)).Select(workflow => (workflow, Link(workflow))).ToList();
        if (linked.Count == 0 && workflows.Count > 0)
            diagnostics.Error(DiagnosticCodes.InjectionCycle, "Every workflow is injected by another: none runs", workflows[0].Place);
        var names = new Dictionary<string, RuleDefinition>(StringComparer.Ordinal);
        foreach (var rule in linked.SelectMany(pair => pair.Item2))
            if (!names.TryAdd(rule.Name, rule))
                diagnostics.Error(DiagnosticCodes.DuplicateName, $"The rule '{rule.Name}' is defined twice", rule.Place,
                    $"the other is at {names[rule.Name].Place.Path}({names[rule.Name].Place.Line},{names[rule.Name].Place.Column})");
        return linked;
    }

    public ImmutableArray<RuleDefinition> Link(WorkflowDefinition workflow)
    {
        var rules = ImmutableArray.CreateBuilder<RuleDefinition>();
        Collect(workflow, rules, [workflow.Name]);
        return rules.DrainToImmutable();
    }

    private void Collect(WorkflowDefinition workflow, ImmutableArray<RuleDefinition>.Builder rules, ImmutableList<string> path)
    {
        rules.AddRange(workflow.Rules);
        foreach (var (name, place) in workflow.Injects)
        {
            var injected = workflows.FirstOrDefault(candidate => candidate.Name == name);
            if (injected is null)
                diagnostics.Error(DiagnosticCodes.MissingWorkflow, $"Could not find injected Workflow: {name}", place,
                    Suggestions.DidYouMean(name, workflows.Select(candidate => candidate.Name)));
            else if (path.Contains(name) || path.Count >= Limits.InjectionDepth || rules.Count > Limits.Rules)
                diagnostics.Error(DiagnosticCodes.InjectionCycle,
                    path.Contains(name) ? $"The workflow '{name}' injects itself" : $"Workflows are injected deeper than {Limits.InjectionDepth} (limit InjectionDepth)", place);
            else
                Collect(injected, rules, path.Add(name));
        }
    }
}
