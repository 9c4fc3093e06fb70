using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Compilation;

/// <summary>
/// Drives negation down to the comparisons, so that <c>!(x &gt; 10)</c> is <c>x &lt;= 10</c>: then an absent x makes neither hold,
/// and nothing passes because a value was missing.
/// </summary>
internal static class LogicLowering
{
    public static Expression Lower(Expression expression, bool negate = false)
    {
        switch (expression)
        {
            case UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool):
                return Lower(not.Operand, !negate);
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } logic when logic.Type == typeof(bool):
                return logic.NodeType == ExpressionType.AndAlso != negate
                    ? Expression.AndAlso(Lower(logic.Left, negate), Lower(logic.Right, negate))
                    : Expression.OrElse(Lower(logic.Left, negate), Lower(logic.Right, negate));
            case BinaryExpression { NodeType: ExpressionType.And or ExpressionType.Or } logic when logic.Type == typeof(bool):
                return logic.NodeType == ExpressionType.And != negate
                    ? Expression.And(Lower(logic.Left, negate), Lower(logic.Right, negate))
                    : Expression.Or(Lower(logic.Left, negate), Lower(logic.Right, negate));
            case ConditionalExpression choice when choice.Type == typeof(bool):
                return Expression.Condition(choice.Test, Lower(choice.IfTrue, negate), Lower(choice.IfFalse, negate));
            case ComparisonExpression comparison:
                return Lower(comparison, negate);
            case ConstantExpression { Value: bool value }:
                return Expression.Constant(value != negate);
            default:
                return negate ? Expression.Not(expression) : expression;
        }
    }

    private static Expression Lower(ComparisonExpression comparison, bool negate)
    {
        if (!comparison.IsOrdering && comparison.Left.Type == typeof(bool))
        {
            var equal = comparison.Operator == BinaryOperator.Equal;
            if (comparison.Right is ConstantExpression { Value: bool right })
                return Lower(comparison.Left, negate != (equal != right));
            if (comparison.Left is ConstantExpression { Value: bool left })
                return Lower(comparison.Right, negate != (equal != left));
        }
        return negate ? comparison.Inverted() : comparison.Failing(comparison.Operator);
    }
}
