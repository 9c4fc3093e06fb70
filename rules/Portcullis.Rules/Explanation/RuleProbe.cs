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
    private readonly ImmutableArray<Func<TFacts, object?>> _parameters;
    private readonly ImmutableArray<RuleProbe<TFacts>> _children;
    private readonly Lazy<(LogicNode<TFacts> Logic, Func<TFacts, bool> Holds)> _condition;
    private readonly MessageTemplate<TFacts>? _message;
    private RuleSight? _spare;

    public RuleProbe(BoundProgram program, BoundRule rule, ValueReader<TFacts> outer, bool enumNames, bool topLevel = true)
    {
        _rule = rule;
        _shortCircuit = program.NestedRules == NestedRules.ShortCircuit;
        var reader = outer.With(rule.Locals);
        var eager = topLevel ? reader.Parameters : rule.Locals;
        // A constant can't fail.
        _parameters = [.. eager.Where(parameter => parameter.Value is not ConstantExpression).Select(parameter => reader.Read<object?>(parameter.Variable))];
        _children = [.. rule.Children.Select(child => new RuleProbe<TFacts>(program, child, reader, enumNames, topLevel: false))];
        _condition = new(() => (
            LogicNode<TFacts>.Of(rule.Condition!, rule.Definition.Expression!.Text, rule.Spans, reader), reader.Read<bool>(rule.Condition!)));
        if (rule.Definition.ErrorMessage is { } message)
            _message = new(message.Text, program, reader, enumNames);
    }

    public string? Message(TFacts facts) => _message?.Render(facts);

    public bool TryFormatMessage(TFacts facts, Span<char> destination, out int written)
    {
        written = 0;
        return _message is not null && _message.TryFormat(facts, destination, out written);
    }

    public void Prepare()
    {
        _message?.Prepare();
        foreach (var child in _children)
            child.Prepare();
    }

    public RuleExplanation Explain(TFacts facts)
    {
        var sight = Look(facts);
        var explanation = Explain(facts, sight);
        _spare = sight;
        return explanation;
    }

    public RuleReason Reason(TFacts facts)
    {
        var sight = Look(facts);
        var deciding = sight.Deciding;
        var reason = deciding is null
            ? new RuleReason(sight.Outcome, null, default, default, null, sight.Error)
            : new RuleReason(sight.Outcome, deciding.Compared, deciding.Left, deciding.Right, deciding.Slack, null);
        _spare = sight;
        return reason;
    }

    /// <summary>Whoever asks while another thread looks gets a sight of its own.</summary>
    private RuleSight Look(TFacts facts)
    {
        var sight = Interlocked.Exchange(ref _spare, null) ?? CreateSight();
        sight.Clear();
        Evaluate(facts, sight);
        return sight;
    }

    private RuleSight CreateSight()
    {
        ImmutableArray<RuleSight> children = [.. _children.Select(child => child.CreateSight())];
        var logic = _rule switch
        {
            { Failure: not null } => new Sight(LogicKind.Condition, _rule.ExpressionText, []),
            { Definition.Operator: { } @operator } =>
                new Sight(@operator == RuleOperator.And ? LogicKind.And : LogicKind.Or, _rule.ExpressionText, [.. children.Select(child => child.Logic)]),
            _ => _condition.Value.Logic.CreateSight(),
        };
        return new(logic, children);
    }

    private void Evaluate(TFacts facts, RuleSight sight)
    {
        WorkBudget.Reset();
        if (_rule.Failure is { Kind: BindFailureKind.Suppressed })
        {
            sight.Logic.Holds = false;
            sight.ComesTo(RuleOutcome.Failed);
            return;
        }
        if (_rule.Failure is { } failure)
        {
            sight.Errs(failure.Message, RuleErrorCodes.NotCompiled, ErrorOrigin.Text);
            return;
        }
        foreach (var read in _parameters)
            try
            {
                read(facts);
            }
            catch (Exception exception)
            {
                sight.Errs(exception.Message, RuleErrorCodes.Of(exception), ErrorOrigin.Parameter);
                return;
            }
        if (_rule.Definition.Operator is { } @operator)
            EvaluateNested(facts, sight, and: @operator == RuleOperator.And);
        else
            EvaluateLeaf(facts, sight);
    }

    private void EvaluateLeaf(TFacts facts, RuleSight sight)
    {
        var (logic, holds) = _condition.Value;
        logic.Evaluate(facts, sight.Logic);
        try
        {
            // Where a part can't be evaluated by itself the whole condition says whether that matters.
            sight.ComesTo(sight.Logic.Holds ?? holds(facts) ? RuleOutcome.Passed : RuleOutcome.Failed);
        }
        catch (Exception exception)
        {
            sight.Errs(exception.Message, RuleErrorCodes.Of(exception), ErrorOrigin.Condition);
        }
    }

    private void EvaluateNested(TFacts facts, RuleSight sight, bool and)
    {
        var neutral = and && _children.Length > 0 ? RuleOutcome.Passed : RuleOutcome.Failed;
        var outcome = neutral;
        for (var i = 0; i < _children.Length && !(_shortCircuit && outcome != neutral); i++)
        {
            var child = sight.Children[i];
            _children[i].Evaluate(facts, child);
            if (child.Outcome == RuleOutcome.Error || (and && child.Outcome > outcome)
                || (!and && child.Outcome == RuleOutcome.Passed && outcome == RuleOutcome.Failed))
                outcome = child.Outcome;
            if (child.Outcome == RuleOutcome.Error && sight.Error is null)
                sight.Errs($"{_children[i]._rule.Definition.Name}: {child.Error}", RuleErrorCodes.Child, ErrorOrigin.Child);
        }
        sight.Logic.Holds = outcome == RuleOutcome.Error ? null : outcome == RuleOutcome.Passed;
        sight.ComesTo(outcome);
    }

    private RuleExplanation Explain(TFacts facts, RuleSight sight)
    {
        var children = ImmutableArray.CreateBuilder<RuleExplanation>();
        for (var i = 0; i < _children.Length; i++)
            if (sight.Children[i].IsSeen)
                children.Add(_children[i].Explain(facts, sight.Children[i]));
        var tree = sight.Origin is ErrorOrigin.Text or ErrorOrigin.Parameter
            ? new(LogicKind.Condition, _rule.ExpressionText, null, null, sight.Error, [])
            : _rule.Definition.Operator is null
                ? sight.Logic.ToTree()
                : new ComparisonTree(sight.Logic.Kind, _rule.ExpressionText, sight.Logic.Holds, null, sight.Error, [.. children.Select(child => child.Root)]);
        var deciding = sight.Deciding?.ToComparison();
        return new(_rule.Definition.Name, sight.Outcome, sight.Outcome == RuleOutcome.Passed ? null : Message(facts), sight.Error, deciding, tree,
            deciding?.Slack, sight.ErrorCode, children.DrainToImmutable()) { Origin = sight.Origin };
    }
}
