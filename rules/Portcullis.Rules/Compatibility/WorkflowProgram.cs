using System.Collections.Immutable;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Explanation;

namespace Portcullis.Rules.Compatibility;

/// <summary>One workflow compiled for one set of input types.</summary>
internal sealed class WorkflowProgram(BoundProgram program)
{
    public ImmutableArray<WorkflowRule> Rules { get; } =
        [.. program.Workflows.SelectMany(workflow => workflow.Rules.Select(rule => new WorkflowRule(program, rule, new(program, workflow.Globals))))];
}

internal sealed class WorkflowRule
{
    private readonly RuleProbe<object?[]> _probe;

    public WorkflowRule(BoundProgram program, BoundRule bound, ValueReader<object?[]> outer, bool topLevel = true)
    {
        Bound = bound;
        var reader = outer.With(bound.Locals);
        _probe = new(program, bound, outer, enumNames: false, topLevel);
        Children = [.. bound.Children.Select(child => new WorkflowRule(program, child, reader, topLevel: false))];
        OnSuccess = bound.OnSuccess is null ? null : new(bound.OnSuccess, reader);
        OnFailure = bound.OnFailure is null ? null : new(bound.OnFailure, reader);
    }

    public BoundRule Bound { get; }

    public ImmutableArray<WorkflowRule> Children { get; }

    public WorkflowAction? OnSuccess { get; }

    public WorkflowAction? OnFailure { get; }

    public RuleExplanation Explain(object?[] values) => _probe.Explain(values);

    public string? Message(object?[] values) => _probe.Message(values);
}

internal sealed class WorkflowAction(BoundAction bound, ValueReader<object?[]> reader)
{
    public BoundAction Bound { get; } = bound;

    public Func<object?[], object?>? Output { get; } = bound.Output is null ? null : reader.Read<object?>(bound.Output);

    public ImmutableArray<(string Name, Type Type, Func<object?[], object?> Read)> AdditionalInputs { get; } =
        [.. bound.AdditionalInputs.Select(input => (input.Name, input.Value.Type, reader.Read<object?>(input.Value)))];
}
