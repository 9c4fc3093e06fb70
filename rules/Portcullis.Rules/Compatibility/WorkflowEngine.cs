using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Format;

namespace Portcullis.Rules.Compatibility;

/// <summary>
/// The original's way to run its files: workflows by name, inputs by name with whatever types they have, a result tree, actions.
/// It keeps the original's verdicts and messages; where those are defects or holes, it keeps ours. Immutable: a changed file is a new engine.
/// </summary>
public sealed class WorkflowEngine
{
    private const int ActionDepth = 16;

    private readonly ImmutableArray<WorkflowDefinition> _workflows;
    private readonly WorkflowSettings _settings;
    private readonly ConcurrentDictionary<string, WorkflowProgram> _programs = new(StringComparer.Ordinal);

    private WorkflowEngine(ImmutableArray<WorkflowDefinition> workflows, WorkflowSettings settings, ImmutableArray<Diagnostic> diagnostics)
    {
        _workflows = workflows;
        _settings = settings;
        Diagnostics = diagnostics;
    }

    /// <summary>Warnings of the load: what the files say that is not read.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <exception cref="WorkflowException">A file is not one of workflows.</exception>
    public static WorkflowEngine Load(IReadOnlyList<RuleFile> files, WorkflowSettings? settings = null)
    {
        var diagnostics = new DiagnosticBag();
        var reader = new WorkflowReader(diagnostics, strict: false);
        var workflows = files.SelectMany(file => reader.Read(file)).ToImmutableArray();
        settings ??= new();
        if (!settings.EnableScopedParams)
            workflows = [.. workflows.Select(workflow => workflow with { GlobalParams = [], Rules = WithoutParameters(workflow.Rules) })];
        var found = diagnostics.ToImmutable();
        return diagnostics.HasErrors ? throw Refusal(found) : new(workflows, settings, found);
    }

    /// <exception cref="WorkflowException">The workflow is unknown or does not link, an action is unknown, or the settings let errors out.</exception>
    public WorkflowResult Execute(string workflow, IReadOnlyList<WorkflowInput> inputs)
    {
        var program = Program(workflow, inputs);
        var values = inputs.Select(input => input.Value).ToArray();
        var results = program.Rules.Select(rule => Result(program, rule, rule.Explain(values), values, inputs, _settings.AutoExecuteActions, 0)).ToImmutableArray();
        return new(results);
    }

    /// <summary>Evaluates one rule and carries out its action, whatever the settings say about actions.</summary>
    /// <exception cref="WorkflowException">The workflow has no such enabled rule.</exception>
    public WorkflowChain ExecuteRule(string workflow, string rule, IReadOnlyList<WorkflowInput> inputs) => ExecuteRule(workflow, rule, inputs, 0);

    private WorkflowChain ExecuteRule(string workflow, string rule, IReadOnlyList<WorkflowInput> inputs, int depth)
    {
        var program = Program(workflow, inputs);
        var found = program.Rules.FirstOrDefault(candidate => candidate.Bound.Definition.Name == rule)
            ?? throw new WorkflowException($"Workflow `{workflow}` does not contain any rule named `{rule}`");
        var values = inputs.Select(input => input.Value).ToArray();
        var explanation = found.Explain(values);
        var (output, error, chain) = Act(found, explanation.Outcome == RuleOutcome.Passed, values, inputs, depth);
        var result = Result(program, found, explanation, values, inputs, act: false, depth);
        return new(chain.Add(result), output, error);
    }

    private WorkflowRuleResult Result(
        WorkflowProgram program, WorkflowRule rule, RuleExplanation explanation, object?[] values, IReadOnlyList<WorkflowInput> inputs, bool act, int depth,
        bool topLevel = true)
    {
        var passed = explanation.Outcome == RuleOutcome.Passed;
        var (kind, message) = Message(rule, explanation, values, topLevel);
        var children = rule.Children.Zip(explanation.Children,
            (child, result) => Result(program, child, result, values, inputs, act, depth, topLevel: false)).ToImmutableArray();
        var (output, error) = (default(object), default(string));
        if (act)
            (output, error, _) = Act(rule, passed, values, inputs, depth);
        return new(rule.Bound.Definition.Name, passed, kind, message, rule.Bound.Definition.SuccessEvent, children, output, error, explanation);
    }

    private (MessageKind Kind, string Message) Message(WorkflowRule rule, RuleExplanation explanation, object?[] values, bool topLevel)
    {
        if (explanation.Outcome == RuleOutcome.Passed)
            return (MessageKind.None, "");
        if (explanation.Origin is not (null or ErrorOrigin.Child))
        {
            var own = EngineMessage(rule, explanation);
            if (!_settings.EnableExceptionAsErrorMessage)
                throw new WorkflowException(own.Message);
            if (!_settings.IgnoreException)
                return own;
        }
        var message = !topLevel ? null : _settings.EnableFormattedErrorMessage ? rule.Message(values) : rule.Bound.Definition.ErrorMessage?.Text;
        return message is null ? (MessageKind.None, "") : (MessageKind.Template, message);
    }

    private static (MessageKind Kind, string Message) EngineMessage(WorkflowRule rule, RuleExplanation explanation)
    {
        var name = explanation.Rule;
        var error = explanation.Error;
        return (explanation.Origin, rule.Bound.Failure?.Kind) switch
        {
            (ErrorOrigin.Text, BindFailureKind.GlobalHidesInput) =>
                (MessageKind.ScopedParameterError, $"Error while executing scoped params for rule `{name}` - {error}"),
            (ErrorOrigin.Text, BindFailureKind.HiddenName) => (MessageKind.RuntimeError, $"Error while executing rule : {name} - {error}"),
            (ErrorOrigin.Text, BindFailureKind.Parameter) =>
                (MessageKind.CompileError, $"Error while compiling rule `{name}`: {error}, in ScopedParam: {rule.Bound.Failure!.Parameter}"),
            (ErrorOrigin.Text, _) => (MessageKind.CompileError, $"Exception while parsing expression `{rule.Bound.Definition.Expression?.Text}` - {error}"),
            (ErrorOrigin.Parameter, _) => (MessageKind.ScopedParameterError, $"Error while executing scoped params for rule `{name}` - {error}"),
            _ => (MessageKind.RuntimeError, $"Error while executing rule : {name} - {error}"),
        };
    }

    private (object? Output, string? Error, ImmutableArray<WorkflowRuleResult> Chain) Act(
        WorkflowRule rule, bool passed, object?[] values, IReadOnlyList<WorkflowInput> inputs, int depth)
    {
        if ((passed ? rule.OnSuccess : rule.OnFailure) is not { } action)
            return (null, null, []);
        try
        {
            if (action.Bound.Failure is { } failure)
                return (null, $"Exception while executing {action.Bound.Definition.Name}Action: {failure}", []);
            if (action.Output is { } output)
                return (output(values), null, []);
            if (depth >= ActionDepth)
                return (null, $"Exception while executing EvaluateRuleAction: actions nest deeper than {ActionDepth}", []);
            var workflow = Text(action, "workflowName");
            var chain = ExecuteRule(workflow, Text(action, "ruleName"), Inputs(action, values, inputs), depth + 1);
            return (chain.Output, chain.Error, chain.Results);
        }
        catch (Exception exception)
        {
            return (null, $"Exception while executing {action.Bound.Definition.Name}Action: {exception.Message}", []);
        }
    }

    private static List<WorkflowInput> Inputs(WorkflowAction action, object?[] values, IReadOnlyList<WorkflowInput> inputs)
    {
        var filter = ActionBinder.Member(action.Bound.Definition, "inputFilter") is { ValueKind: JsonValueKind.Array } names
            ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal)
            : null;
        return
        [
            .. inputs.Where(input => filter is null || filter.Contains(input.Name)),
            .. action.AdditionalInputs.Select(input => new WorkflowInput(input.Name, input.Read(values)) { Type = input.Type }),
        ];
    }

    private static string Text(WorkflowAction action, string member) =>
        ActionBinder.Member(action.Bound.Definition, member)?.GetString() ?? throw new WorkflowException($"'{member}' is missing");

    private WorkflowProgram Program(string workflow, IReadOnlyList<WorkflowInput> inputs)
    {
        var definition = _workflows.LastOrDefault(candidate => candidate.Name == workflow)
            ?? throw new WorkflowException($"Rule config file is not present for the {workflow} workflow");
        // The key holds each type's own handle: types of one name in different namespaces must not share code.
        var key = workflow + "|" + string.Join("|", inputs.Select(input => $"{input.Name}:{input.Type.TypeHandle.Value}"));
        return _programs.GetOrAdd(key, _ => Compile(definition, inputs));
    }

    private WorkflowProgram Compile(WorkflowDefinition definition, IReadOnlyList<WorkflowInput> inputs)
    {
        var diagnostics = new DiagnosticBag();
        var rules = new Linker(_workflows, diagnostics).Link(definition);
        foreach (var twin in rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            diagnostics.Error(DiagnosticCodes.DuplicateName, $"An item with the same key has already been added. Key: {twin.Key}", twin.Last().Place);
        if (diagnostics.HasErrors)
            throw Refusal(diagnostics.ToImmutable());
        var model = FactModel.Named(inputs.Select(input => new FactInput(input.Name, input.Type)));
        var program = new ProgramBinder(model, _settings.ToOptions(), diagnostics).Bind([(definition, rules)]);
        foreach (var rule in program.Rules)
            foreach (var action in new[] { rule.OnSuccess, rule.OnFailure })
                if (action is { Output: null, Failure: { } failure } && failure.EndsWith("does not exist", StringComparison.Ordinal))
                    throw new WorkflowException(failure);
        return new(program);
    }

    private static ImmutableArray<RuleDefinition> WithoutParameters(ImmutableArray<RuleDefinition> rules) =>
        [.. rules.Select(rule => rule with { LocalParams = [], Rules = WithoutParameters(rule.Rules) })];

    private static WorkflowException Refusal(ImmutableArray<Diagnostic> diagnostics) =>
        new(string.Join("\n", diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)), diagnostics);
}
