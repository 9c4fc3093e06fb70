using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Format;
using Portcullis.Rules.Functions;

namespace Portcullis.Rules.Explanation;

/// <summary>Evaluates one rule by itself, part by part, to say why it came to its outcome.</summary>
internal sealed class RuleProbe<TFacts>
{
    private readonly BoundRule _rule;
    private readonly bool _shortCircuit;
    private readonly ImmutableArray<(string Name, Func<TFacts, object?> Read)> _parameters;
    private readonly ImmutableArray<RuleProbe<TFacts>> _children;
    private readonly Lazy<(LogicNode<TFacts> Logic, Func<TFacts, bool> Holds)> _condition;
    private readonly MessageTemplate<TFacts>? _message;

    public RuleProbe(BoundProgram program, BoundRule rule, ValueReader<TFacts> outer, bool enumNames, bool topLevel = true)
    {
        _rule = rule;
        _shortCircuit = program.NestedRules == NestedRules.ShortCircuit;
        var reader = outer.With(rule.Locals);
        var eager = topLevel ? reader.Parameters : rule.Locals;
        // A constant can't fail.
        _parameters = [.. eager.Where(parameter => parameter.Value is not ConstantExpression).Select(parameter => (parameter.Definition.Name, outer.With(rule.Locals).Read<object?>(parameter.Variable)))];
        _children = [.. rule.Children.Select(child => new RuleProbe<TFacts>(program, child, reader, enumNames, topLevel: false))];
        _condition = new(() => (
            LogicNode<TFacts>.Of(rule.Condition!, rule.Definition.Expression!.Text, rule.Spans, reader), reader.Read<bool>(rule.Condition!)));
        if (rule.Definition.ErrorMessage is { } message)
            _message = new(message.Text, program, reader, enumNames);
    }

    public string? Message(TFacts facts) => _message?.Render(facts);

    public void Prepare()
    {
        _message?.Prepare();
        foreach (var child in _children)
            child.Prepare();
    }

    public RuleExplanation Explain(TFacts facts)
    {
        WorkBudget.Reset();
        if (_rule.Failure is { Kind: BindFailureKind.Suppressed })
            return new(_rule.Definition.Name, RuleOutcome.Failed, Message(facts), null, null,
                new(LogicKind.Condition, _rule.ExpressionText, false, null, null, []), null, null, []);
        if (_rule.Failure is { } failure)
            return Broken(facts, failure.Message, RuleErrorCodes.NotCompiled, ErrorOrigin.Text);
        foreach (var (_, read) in _parameters)
            try
            {
                read(facts);
            }
            catch (Exception exception)
            {
                return Broken(facts, exception.Message, RuleErrorCodes.Of(exception), ErrorOrigin.Parameter);
            }
        return _rule.Definition.Operator is { } @operator ? ExplainNested(facts, @operator) : ExplainLeaf(facts);
    }

    private RuleExplanation ExplainLeaf(TFacts facts)
    {
        var (logic, holds) = _condition.Value;
        var tree = logic.Evaluate(facts);
        RuleOutcome outcome;
        try
        {
            // Where a part can't be evaluated by itself the whole condition says whether that matters.
            outcome = tree.Holds ?? holds(facts) ? RuleOutcome.Passed : RuleOutcome.Failed;
        }
        catch (Exception exception)
        {
            return Broken(facts, exception.Message, RuleErrorCodes.Of(exception), ErrorOrigin.Condition, tree);
        }
        var deciding = SlackOf.Deciding(tree);
        return new(_rule.Definition.Name, outcome, outcome == RuleOutcome.Passed ? null : Message(facts), null, deciding, tree, deciding?.Slack, null, []);
    }

    private RuleExplanation ExplainNested(TFacts facts, RuleOperator @operator)
    {
        var and = @operator == RuleOperator.And;
        var neutral = and && _children.Length > 0 ? RuleOutcome.Passed : RuleOutcome.Failed;
        var outcome = neutral;
        var children = ImmutableArray.CreateBuilder<RuleExplanation>();
        foreach (var child in _children)
        {
            var result = child.Explain(facts);
            children.Add(result);
            if (result.Outcome == RuleOutcome.Error || (and && result.Outcome > outcome)
                || (!and && result.Outcome == RuleOutcome.Passed && outcome == RuleOutcome.Failed))
                outcome = result.Outcome;
            if (_shortCircuit && outcome != neutral)
                break;
        }
        bool? holds = outcome == RuleOutcome.Error ? null : outcome == RuleOutcome.Passed;
        var broken = children.FirstOrDefault(child => child.Outcome == RuleOutcome.Error);
        var error = broken is null ? null : $"{broken.Rule}: {broken.Error}";
        var tree = new ComparisonTree(and ? LogicKind.And : LogicKind.Or, _rule.ExpressionText, holds, null, error, [.. children.Select(child => child.Root)]);
        var deciding = outcome == RuleOutcome.Error ? null : SlackOf.Deciding(tree);
        return new(_rule.Definition.Name, outcome, outcome == RuleOutcome.Passed ? null : Message(facts), error, deciding, tree, deciding?.Slack,
            broken is null ? null : RuleErrorCodes.Child, children.DrainToImmutable()) { Origin = broken is null ? null : ErrorOrigin.Child };
    }

    private RuleExplanation Broken(TFacts facts, string error, string code, ErrorOrigin origin, ComparisonTree? tree = null) =>
        new(_rule.Definition.Name, RuleOutcome.Error, Message(facts), error, null,
            tree ?? new(LogicKind.Condition, _rule.ExpressionText, null, null, error, []), null, code, []) { Origin = origin };
}
