using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Format;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Compilation;

/// <summary>Binds every workflow's rules in their scopes: inputs, then globals, then a rule's own parameters, then its children's.</summary>
internal sealed class ProgramBinder
{
    private readonly FactModel _model;
    private readonly RuleSetOptions _options;
    private readonly TypeCatalog _catalog;
    private readonly DiagnosticBag _diagnostics;
    private readonly ImmutableArray<ParameterExpression> _inputs;
    private readonly HashSet<string> _usedParameters = new(StringComparer.Ordinal);

    public ProgramBinder(FactModel model, RuleSetOptions options, DiagnosticBag diagnostics)
    {
        _model = model;
        _options = options;
        _diagnostics = diagnostics;
        _catalog = new(options.Types, options.Functions);
        _inputs = [.. model.Inputs.Select(input => Expression.Variable(input.Type, input.Name))];
    }

    private bool Strict => _options.Compatibility == RuleCompatibility.Strict;

    public BoundProgram Bind(IReadOnlyList<(WorkflowDefinition Workflow, ImmutableArray<RuleDefinition> Rules)> workflows)
    {
        var bound = workflows.Select(pair => Workflow(pair.Workflow, pair.Rules)).ToImmutableArray();
        foreach (var name in _options.Parameters?.Keys.Where(name => !_usedParameters.Contains(name)) ?? [])
            _diagnostics.Error(DiagnosticCodes.UnknownParameter, $"No global parameter is named '{name}'",
                workflows.Count > 0 ? workflows[0].Workflow.Place : new("parameters", 1, 1),
                Suggestions.DidYouMean(name, workflows.SelectMany(pair => pair.Workflow.GlobalParams).Select(parameter => parameter.Name)));
        return new(_model, _inputs, bound, _options.NestedRules);
    }

    private BoundWorkflow Workflow(WorkflowDefinition workflow, ImmutableArray<RuleDefinition> rules)
    {
        var scope = new Scope(_options.CaseSensitive);
        foreach (var input in _inputs)
            scope.Add(input);
        var globals = ImmutableArray.CreateBuilder<BoundParameter>();
        BindFailure? failure = null;
        foreach (var definition in workflow.GlobalParams)
        {
            if (scope.Declares(definition.Name))
                failure ??= Hidden(definition, BindFailureKind.GlobalHidesInput,
                    $"GlobalParam name '{definition.Name}' collides with an input or an earlier parameter of the same name");
            else
                failure ??= Parameter(definition, scope, globals);
        }
        var bound = rules.Where(rule => rule.Enabled).Select(rule => Rule(rule, workflow, scope)).ToImmutableArray();
        // A broken global fails every rule, whether it uses it or not.
        return new(workflow, globals.DrainToImmutable(), failure is null ? bound : [.. bound.Select(rule => rule with { Failure = failure })]);
    }

    private BindFailure? Parameter(ParameterDefinition definition, Scope scope, ImmutableArray<BoundParameter>.Builder parameters)
    {
        try
        {
            var value = Override(definition) ?? new Binder(_catalog, scope).Bind(Parser.Parse(definition.Expression.Text, _options.CaseSensitive));
            var variable = Expression.Variable(value.Type, definition.Name);
            scope.Add(variable);
            parameters.Add(new(definition, variable, value));
            return null;
        }
        catch (RuleSyntaxException exception)
        {
            if (Strict)
            {
                // The name stays known, so that one mistake here is not reported again at each use.
                _diagnostics.Error(exception, definition.Expression);
                scope.Add(Expression.Variable(typeof(object), definition.Name));
            }
            if (_options.SuppressParseErrors)
            {
                var absent = Expression.Variable(typeof(object), definition.Name);
                scope.Add(absent);
                parameters.Add(new(definition, absent, Expression.Constant(null)));
                return null;
            }
            return new(BindFailureKind.Parameter, exception.Message, definition.Name);
        }
    }

    /// <summary>With parse errors suppressed a rule without meaning is false; one that uses a parameter without meaning stays an error.</summary>
    private BindFailure Unbound(RuleSyntaxException exception, Scope scope)
    {
        var usesBroken = scope.Names.Any(name => scope.Find(name)!.Type == typeof(object));
        return new(_options.SuppressParseErrors && !usesBroken ? BindFailureKind.Suppressed : BindFailureKind.Expression, exception.Message);
    }

    private ConstantExpression? Override(ParameterDefinition definition)
    {
        if (definition.IsLocal || _options.Parameters?.TryGetValue(definition.Name, out var value) != true || value is null)
            return null;
        _usedParameters.Add(definition.Name);
        if (value is decimal or int or long or bool or string or string[])
            return Expression.Constant(value);
        _diagnostics.Error(DiagnosticCodes.ParameterType, $"The parameter '{definition.Name}' cannot be a {value.GetType().Name}", definition.Place,
            "give a decimal, int, long, bool, string or string[]");
        return null;
    }

    private BoundRule Rule(RuleDefinition rule, WorkflowDefinition workflow, Scope outer)
    {
        var scope = new Scope(_options.CaseSensitive, outer);
        var locals = ImmutableArray.CreateBuilder<BoundParameter>();
        BindFailure? failure = null;
        foreach (var definition in rule.LocalParams)
        {
            if (scope.Declares(definition.Name))
                failure ??= Hidden(definition, BindFailureKind.HiddenName, $"An item with the same key has already been added. Key: {definition.Name}");
            else
                failure ??= Parameter(definition, scope, locals);
        }
        var children = rule.Rules.Where(child => child.Enabled).Select(child => Rule(child, workflow, scope)).ToImmutableArray();
        // A child's broken parameter fails the whole rule, as in the original; a child's broken expression only the child.
        failure ??= children.Select(child => child.Failure).FirstOrDefault(broken => broken?.Kind == BindFailureKind.Parameter);
        Expression? condition = null;
        IReadOnlyDictionary<Expression, TextSpan> spans = new Dictionary<Expression, TextSpan>();
        if (rule.Operator is null && failure is null)
            try
            {
                if (rule.Expression is null)
                    throw new RuleSyntaxException(DiagnosticCodes.MissingExpression, "Value cannot be null. (Parameter 'expression')", new(0, 0));
                var binder = new Binder(_catalog, scope);
                condition = LogicLowering.Lower(binder.BindCondition(Parser.Parse(rule.Expression.Text, _options.CaseSensitive)));
                spans = binder.Spans;
            }
            catch (RuleSyntaxException exception)
            {
                if (Strict && rule.Expression is not null)
                    _diagnostics.Error(exception, rule.Expression);
                failure = Unbound(exception, scope);
            }
        var actions = new ActionBinder(_catalog, scope, _options, _diagnostics);
        return new(rule, workflow.Name, locals.DrainToImmutable(), condition, spans, children,
            actions.Bind(rule.OnSuccess), actions.Bind(rule.OnFailure), failure);
    }

    private BindFailure Hidden(ParameterDefinition definition, BindFailureKind kind, string message)
    {
        if (Strict)
            _diagnostics.Error(DiagnosticCodes.NameHidesFact, $"The parameter '{definition.Name}' hides a fact or another parameter", definition.Place,
                "choose another name");
        return new(kind, message, definition.Name);
    }
}
