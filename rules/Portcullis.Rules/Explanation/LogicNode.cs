using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Explanation;

/// <summary>A part of a rule's logic that can evaluate itself and say what it saw. Made once per rule, on its first explanation.</summary>
internal abstract class LogicNode<TFacts>
{
    public abstract string Text { get; }

    /// <summary>What the part comes to; with its error where it cannot be evaluated.</summary>
    public abstract ComparisonTree Evaluate(TFacts facts);

    public abstract ComparisonTree NotEvaluated();

    public static LogicNode<TFacts> Of(Expression expression, string text, IReadOnlyDictionary<Expression, TextSpan> spans, ValueReader<TFacts> reader)
    {
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.And or ExpressionType.Or } logic
                when logic.Type == typeof(bool):
                var and = logic.NodeType is ExpressionType.AndAlso or ExpressionType.And;
                var children = new List<LogicNode<TFacts>>();
                foreach (var operand in Operands(logic))
                    children.Add(Of(operand, text, spans, reader));
                return new LogicGroup<TFacts>(and, logic.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse, children);
            case ComparisonExpression comparison:
                return new ComparisonLeaf<TFacts>(comparison, text, reader);
            case UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool):
                return new ConditionLeaf<TFacts>("not " + TextOf(not.Operand, text, spans), reader.Read<bool>(expression));
            default:
                return new ConditionLeaf<TFacts>(TextOf(expression, text, spans), reader.Read<bool>(expression));
        }
    }

    private static IEnumerable<Expression> Operands(BinaryExpression logic)
    {
        var spine = new Stack<Expression>();
        Expression left = logic;
        while (left is BinaryExpression inner && inner.NodeType == logic.NodeType && inner.Type == typeof(bool))
        {
            spine.Push(inner.Right);
            left = inner.Left;
        }
        return spine.Prepend(left);
    }

    private static string TextOf(Expression expression, string text, IReadOnlyDictionary<Expression, TextSpan> spans) =>
        spans.TryGetValue(expression, out var span) ? span.Of(text) : expression is ConstantExpression { Value: bool value } ? (value ? "true" : "false") : text;
}

internal sealed class LogicGroup<TFacts>(bool and, bool shortCircuit, IReadOnlyList<LogicNode<TFacts>> children) : LogicNode<TFacts>
{
    public override string Text { get; } = string.Join(and ? " && " : " || ",
        children.Select(child => child is LogicGroup<TFacts> ? $"({child.Text})" : child.Text));

    public override ComparisonTree NotEvaluated() =>
        new(Kind, Text, null, null, null, [.. children.Select(child => child.NotEvaluated())]);

    public override ComparisonTree Evaluate(TFacts facts)
    {
        var results = new List<ComparisonTree>();
        bool? holds = and;
        string? error = null;
        foreach (var child in children)
        {
            if (error is not null || (shortCircuit && holds != and))
            {
                results.Add(child.NotEvaluated());
                continue;
            }
            var result = child.Evaluate(facts);
            results.Add(result);
            if (result.Error is not null)
                (error, holds) = (result.Error, null);
            else if (result.Holds != and)
                holds = !and;
        }
        return new(Kind, Text, holds, null, error, results);
    }

    private LogicKind Kind => and ? LogicKind.And : LogicKind.Or;
}

internal sealed class ComparisonLeaf<TFacts>(ComparisonExpression comparison, string text, ValueReader<TFacts> reader) : LogicNode<TFacts>
{
    private readonly Func<TFacts, object?> _left = reader.Read<object?>(comparison.Left);
    private readonly Func<TFacts, object?> _right = reader.Read<object?>(comparison.Right);
    private readonly Func<TFacts, bool> _holds = reader.Read<bool>(comparison);
    private readonly string _leftText = comparison.LeftSpan.Of(text);
    private readonly string _rightText = comparison.RightSpan.Of(text);
    private readonly string _operator = OperatorTable.Symbol(comparison.Operator);

    public override string Text { get; } = $"{comparison.LeftSpan.Of(text)} {OperatorTable.Symbol(comparison.Operator)} {comparison.RightSpan.Of(text)}";

    public override ComparisonTree NotEvaluated() => new(LogicKind.Comparison, Text, null, null, null, []);

    public override ComparisonTree Evaluate(TFacts facts)
    {
        try
        {
            var left = _left(facts);
            var right = _right(facts);
            var holds = _holds(facts);
            var slack = SlackOf.Comparison(comparison.Operator, left, right);
            return new(LogicKind.Comparison, Text, holds, new(_leftText, left, _operator, _rightText, right, slack, holds), null, []);
        }
        catch (Exception exception)
        {
            return new(LogicKind.Comparison, Text, null, null, exception.Message, []);
        }
    }
}

internal sealed class ConditionLeaf<TFacts>(string text, Func<TFacts, bool> condition) : LogicNode<TFacts>
{
    public override string Text => text;

    public override ComparisonTree NotEvaluated() => new(LogicKind.Condition, text, null, null, null, []);

    public override ComparisonTree Evaluate(TFacts facts)
    {
        try
        {
            return new(LogicKind.Condition, text, condition(facts), null, null, []);
        }
        catch (Exception exception)
        {
            return new(LogicKind.Condition, text, null, null, exception.Message, []);
        }
    }
}
