using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>An equality or inequality of a fact that is no number with a constant: a text, an enum's name.</summary>
/// <param name="Subject">What is compared, the same text for the same meaning.</param>
internal sealed record Choice(string Subject, string SubjectText, bool IsEqual, object Value, BoundRule Rule, TextSpan Span)
{
    /// <summary>Whether nothing can be as both say.</summary>
    public bool Contradicts(Choice other) => Value.Equals(other.Value) ? IsEqual != other.IsEqual : IsEqual && other.IsEqual;

    /// <summary>The choices that all must be kept for a condition to hold: its conjuncts.</summary>
    public static IEnumerable<Choice> Of(Expression condition, BoundRule rule, string text)
    {
        if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both && both.Type == typeof(bool))
            return Of(both.Left, rule, text).Concat(Of(both.Right, rule, text));
        if (condition is not ComparisonExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } comparison)
            return [];
        var isEqual = comparison.Operator == BinaryOperator.Equal;
        return (Constant(comparison.Left), Constant(comparison.Right)) switch
        {
            (null, { } right) => [new(Ranges.Key(comparison.Left), comparison.LeftSpan.Of(text), isEqual, right, rule, comparison.LeftSpan)],
            ({ } left, null) => [new(Ranges.Key(comparison.Right), comparison.RightSpan.Of(text), isEqual, left, rule, comparison.RightSpan)],
            _ => [],
        };
    }

    // Numbers are limits, which are compared by their size.
    private static object? Constant(Expression expression) => expression switch
    {
        ConstantExpression { Value: { } value } when value is Enum || !NumericTypes.IsNumeric(value.GetType()) => value,
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Constant(convert.Operand),
        _ => null,
    };
}
