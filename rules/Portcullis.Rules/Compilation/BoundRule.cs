using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Format;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Compilation;

/// <summary>A global or local parameter: evaluated once, before whatever may use it.</summary>
internal sealed record BoundParameter(ParameterDefinition Definition, ParameterExpression Variable, Expression Value);

/// <summary>What keeps a rule from being evaluated at all. Only in compatible mode; strictly, a set with such a rule does not load.</summary>
internal sealed record BindFailure(BindFailureKind Kind, string Message, string? Parameter = null);

internal enum BindFailureKind : byte
{
    Expression,
    Parameter,
    HiddenName,
    GlobalHidesInput,

    /// <summary>Compatible mode was told to take an expression without meaning for false.</summary>
    Suppressed,
}

/// <summary>What follows a rule: an output to compute, or another rule to evaluate with some inputs more.</summary>
internal sealed record BoundAction(
    ActionDefinition Definition, Expression? Output, ImmutableArray<(string Name, Expression Value)> AdditionalInputs, string? Failure)
{
    public const string OutputExpression = "OutputExpression";
    public const string EvaluateRule = "EvaluateRule";
}

/// <summary>A rule with its meaning. A leaf has a condition, a nested rule an operator and children; a broken one has a failure.</summary>
internal sealed record BoundRule(
    RuleDefinition Definition,
    string Workflow,
    ImmutableArray<BoundParameter> Locals,
    Expression? Condition,
    IReadOnlyDictionary<Expression, TextSpan> Spans,
    ImmutableArray<BoundRule> Children,
    BoundAction? OnSuccess,
    BoundAction? OnFailure,
    BindFailure? Failure)
{
    public string ExpressionText => Definition.Operator is { } @operator
        ? $"{@operator}({string.Join(", ", Children.Select(child => child.ExpressionText))})"
        : Definition.Expression?.Text ?? "";
}

/// <summary>The rules of one workflow, its injected ones included, with the globals they share.</summary>
internal sealed record BoundWorkflow(
    WorkflowDefinition Definition, ImmutableArray<BoundParameter> Globals, ImmutableArray<BoundRule> Rules);

/// <summary>A whole rule set against its fact model, before any code is generated.</summary>
internal sealed record BoundProgram(
    Facts.FactModel Model, ImmutableArray<ParameterExpression> Inputs, ImmutableArray<BoundWorkflow> Workflows, NestedRules NestedRules)
{
    public IEnumerable<BoundRule> Rules => Workflows.SelectMany(workflow => workflow.Rules);
}
