using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Explanation;

/// <summary>A part of a rule's logic that can evaluate itself and say what it saw. Made once per rule, on its first explanation.</summary>
internal abstract class LogicNode<TFacts>
{
    public abstract string Text { get; }

    /// <summary>Where evaluations note what they see of this part and those below it.</summary>
    public abstract Sight CreateSight();

    /// <summary>Notes what the part comes to, or its error where it cannot be evaluated.</summary>
    /// <param name="sight">Cleared, and of this part.</param>
    public abstract void Evaluate(TFacts facts, Sight sight);

    public static LogicNode<TFacts> Of(Expression expression, string text, IReadOnlyDictionary<Expression, TextSpan> spans, ValueReader<TFacts> reader)
    {
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.And or ExpressionType.Or } logic
                when logic.Type == typeof(bool):
                var and = logic.NodeType is ExpressionType.AndAlso or ExpressionType.And;
                var children = Operands(logic).Select(operand => Of(operand, text, spans, reader)).ToImmutableArray();
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

internal sealed class LogicGroup<TFacts>(bool and, bool shortCircuit, ImmutableArray<LogicNode<TFacts>> children) : LogicNode<TFacts>
{
    public override string Text { get; } = string.Join(and ? " && " : " || ",
        children.Select(child => child is LogicGroup<TFacts> ? $"({child.Text})" : child.Text));

    public override Sight CreateSight() => new(and ? LogicKind.And : LogicKind.Or, Text, [.. children.Select(child => child.CreateSight())]);

    public override void Evaluate(TFacts facts, Sight sight)
    {
        var holds = and;
        for (var i = 0; i < children.Length && !(shortCircuit && holds != and); i++)
        {
            var part = sight.Children[i];
            children[i].Evaluate(facts, part);
            if (part.Error is not null)
            {
                sight.Error = part.Error;
                return;
            }
            if (part.Holds != and)
                holds = !and;
        }
        sight.Holds = holds;
    }
}

internal sealed class ComparisonLeaf<TFacts>(ComparisonExpression comparison, string text, ValueReader<TFacts> reader) : LogicNode<TFacts>
{
    private readonly WarmingDelegate<Func<TFacts, Sight, bool>> _compare = reader.Compare(comparison);
    private readonly ComparisonText _compared = new(comparison.LeftSpan.Of(text), OperatorTable.Symbol(comparison.Operator), comparison.RightSpan.Of(text));

    public override string Text => _compared.ToString();

    public override Sight CreateSight() => new(LogicKind.Comparison, Text, [], _compared);

    public override void Evaluate(TFacts facts, Sight sight)
    {
        try
        {
            var holds = _compare.Next(facts, sight);
            sight.Slack = SlackOf.Comparison(comparison.Operator, sight.Left, sight.Right);
            sight.Holds = holds;
        }
        catch (Exception exception)
        {
            sight.Error = exception.Message;
        }
    }
}

internal sealed class ConditionLeaf<TFacts>(string text, Func<TFacts, bool> condition) : LogicNode<TFacts>
{
    public override string Text => text;

    public override Sight CreateSight() => new(LogicKind.Condition, text, []);

    public override void Evaluate(TFacts facts, Sight sight)
    {
        try
        {
            sight.Holds = condition(facts);
        }
        catch (Exception exception)
        {
            sight.Error = exception.Message;
        }
    }
}
