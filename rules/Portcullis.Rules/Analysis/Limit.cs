using System.Globalization;
using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>A comparison of facts with a constant, turned so that the facts stand on the left.</summary>
/// <param name="Subject">What is limited, the same text for the same meaning.</param>
internal sealed record Limit(string Subject, string SubjectText, BinaryOperator Operator, decimal Bound, BoundRule Rule, TextSpan Span)
{
    public bool IsUpper => Operator is BinaryOperator.Less or BinaryOperator.LessOrEqual;

    public bool IsLower => Operator is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;

    private bool IsStrict => Operator is BinaryOperator.Less or BinaryOperator.Greater;

    /// <summary>Whether everything that keeps this limit also keeps the other one.</summary>
    public bool Implies(Limit other)
    {
        if (IsUpper != other.IsUpper || IsLower != other.IsLower || !(IsUpper || IsLower))
            return this.Operator == BinaryOperator.Equal && other.Admits(Bound);
        var closer = IsUpper ? Bound.CompareTo(other.Bound) : other.Bound.CompareTo(Bound);
        return closer < 0 || (closer == 0 && (IsStrict || !other.IsStrict));
    }

    /// <summary>Whether nothing can keep both limits.</summary>
    public bool Contradicts(Limit other)
    {
        if (Operator == BinaryOperator.Equal)
            return !other.Admits(Bound);
        if (other.Operator == BinaryOperator.Equal)
            return !Admits(other.Bound);
        if (!(IsUpper && other.IsLower))
            return IsLower && other.IsUpper && other.Contradicts(this);
        return Bound < other.Bound || (Bound == other.Bound && (IsStrict || other.IsStrict));
    }

    private bool Admits(decimal value) => Operator switch
    {
        BinaryOperator.Less => value < Bound,
        BinaryOperator.LessOrEqual => value <= Bound,
        BinaryOperator.Greater => value > Bound,
        BinaryOperator.GreaterOrEqual => value >= Bound,
        BinaryOperator.Equal => value == Bound,
        _ => value != Bound,
    };

    /// <summary>The limits that all must be kept for a condition to hold: its conjuncts.</summary>
    public static IEnumerable<Limit> Of(Expression condition, BoundRule rule, string text)
    {
        if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both && both.Type == typeof(bool))
            return Of(both.Left, rule, text).Concat(Of(both.Right, rule, text));
        if (condition is not ComparisonExpression comparison || !NumericTypes.IsNumeric(NumericTypes.Underlying(comparison.Left.Type)))
            return [];
        if (Number(comparison.Right) is { } right && Number(comparison.Left) is null)
            return [new(Ranges.Key(comparison.Left), comparison.LeftSpan.Of(text), comparison.Operator, right, rule, comparison.LeftSpan)];
        if (Number(comparison.Left) is { } left && Number(comparison.Right) is null)
            return [new(Ranges.Key(comparison.Right), comparison.RightSpan.Of(text), Mirrored(comparison.Operator), left, rule, comparison.RightSpan)];
        return [];
    }

    private static decimal? Number(Expression expression) => expression switch
    {
        ConstantExpression { Value: { } value } when NumericTypes.IsNumeric(value.GetType()) && value is not (double or float) =>
            Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        ConstantExpression { Value: double value } when Math.Abs(value) < 1e15 => (decimal)value,
        UnaryExpression { NodeType: ExpressionType.NegateChecked } negate => -Number(negate.Operand),
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Number(convert.Operand),
        _ => null,
    };

    private static BinaryOperator Mirrored(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => @operator,
    };
}
