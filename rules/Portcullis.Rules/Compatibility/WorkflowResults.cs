using System.Collections.Immutable;

namespace Portcullis.Rules.Compatibility;

/// <summary>Whose words a result's message is.</summary>
public enum MessageKind : byte
{
    None,

    /// <summary>The rule's ErrorMessage.</summary>
    Template,
    CompileError,
    RuntimeError,
    ScopedParameterError,
}

/// <summary>A rule's result in the original's terms, and under it what this engine knows beyond them.</summary>
/// <param name="ActionOutput">What the rule's action came to; null without one.</param>
/// <param name="ActionError">Why the action could not be carried out; the verdict is not touched by it.</param>
public sealed record WorkflowRuleResult(
    string RuleName,
    bool IsSuccess,
    MessageKind MessageKind,
    string Message,
    string? SuccessEvent,
    ImmutableArray<WorkflowRuleResult> Children,
    object? ActionOutput,
    string? ActionError,
    RuleExplanation Explanation);

/// <summary>A named input of one execution. A value that is null has the static type object.</summary>
public sealed record WorkflowInput(string Name, object? Value)
{
    /// <summary>What rules see of the value; its own class unless a wider type is given.</summary>
    public Type Type { get; init; } = Value?.GetType() ?? typeof(object);
}

/// <summary>One execution of a workflow.</summary>
public sealed record WorkflowResult(ImmutableArray<WorkflowRuleResult> Rules)
{
    /// <summary>The event (or the name) of the first rule that passed; null when none did.</summary>
    public string? FirstSuccessEvent => Rules.FirstOrDefault(rule => rule.IsSuccess) is { } first ? first.SuccessEvent ?? first.RuleName : null;

    /// <summary>Whether no rule passed, also because there was none.</summary>
    public bool AllFailed => Rules.All(rule => !rule.IsSuccess);
}

/// <summary>One rule by name, and the rules that its actions evaluated: the deepest first.</summary>
public sealed record WorkflowChain(ImmutableArray<WorkflowRuleResult> Results, object? Output, string? Error);

/// <summary>A workflow that cannot be executed, or, where the settings ask for it, a rule that could not be evaluated.</summary>
public sealed class WorkflowException(string message, ImmutableArray<Diagnostic> diagnostics = default) : Exception(message)
{
    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics.IsDefault ? [] : diagnostics;
}
