using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>Which values expressions can have, given the types, the facts' declared ranges, and what a rule has tested before.</summary>
internal sealed class Ranges
{
    private readonly Dictionary<string, Interval> _known;

    public Ranges() => _known = new(StringComparer.Ordinal);

    private Ranges(Dictionary<string, Interval> known) => _known = known;

    /// <summary>The same, knowing in addition that the condition holds.</summary>
    public Ranges Assuming(Expression condition)
    {
        var known = new Dictionary<string, Interval>(_known, StringComparer.Ordinal);
        var narrowed = new Ranges(known);
        narrowed.Assume(condition);
        return narrowed;
    }

    public Interval Of(Expression expression)
    {
        var interval = Computed(expression);
        return _known.TryGetValue(Key(expression), out var known) ? interval.Within(known) : interval;
    }

    /// <summary>True or false where the comparison cannot come out otherwise.</summary>
    public bool? Decide(ComparisonExpression comparison)
    {
        if (!NumericTypes.IsNumeric(NumericTypes.Underlying(comparison.Left.Type)))
            return null;
        var (left, right) = (Of(comparison.Left), Of(comparison.Right));
        var absent = NumericTypes.IsNullable(comparison.Left.Type);
        var never = comparison.Operator switch
        {
            BinaryOperator.Less => left.Min >= right.Max,
            BinaryOperator.LessOrEqual => left.Min > right.Max,
            BinaryOperator.Greater => left.Max <= right.Min,
            BinaryOperator.GreaterOrEqual => left.Max < right.Min,
            BinaryOperator.Equal => left.Min > right.Max || left.Max < right.Min,
            _ => left.IsPoint && right.IsPoint && left.Min == right.Min,
        };
        if (never)
            return false;
        var always = comparison.Operator switch
        {
            BinaryOperator.Less => left.Max < right.Min,
            BinaryOperator.LessOrEqual => left.Max <= right.Min,
            BinaryOperator.Greater => left.Min > right.Max,
            BinaryOperator.GreaterOrEqual => left.Min >= right.Max,
            BinaryOperator.Equal => left.IsPoint && right.IsPoint && left.Min == right.Min,
            _ => left.Min > right.Max || left.Max < right.Min,
        };
        return always && !absent ? true : null;
    }

    public static string Key(Expression expression) => expression is UnaryExpression { NodeType: ExpressionType.Convert } convert
        ? Key(convert.Operand)
        : ExpressionText.Of(expression);

    private void Assume(Expression condition)
    {
        if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both)
        {
            Assume(both.Left);
            Assume(both.Right);
        }
        else if (condition is ComparisonExpression comparison && NumericTypes.IsNumeric(NumericTypes.Underlying(comparison.Left.Type)))
        {
            Narrow(comparison.Left, comparison.Operator, Of(comparison.Right));
            Narrow(comparison.Right, Mirror(comparison.Operator), Of(comparison.Left));
        }
    }

    private void Narrow(Expression side, BinaryOperator @operator, Interval other)
    {
        if (side is ConstantExpression)
            return;
        var allowed = @operator switch
        {
            BinaryOperator.Less or BinaryOperator.LessOrEqual =>
                new Interval(double.NegativeInfinity, other.Max, @operator == BinaryOperator.Less && other.Max <= 0),
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual =>
                new Interval(other.Min, double.PositiveInfinity, @operator == BinaryOperator.Greater && other.Min >= 0),
            BinaryOperator.Equal => other,
            _ => Interval.Everything with { NonZero = other is { IsPoint: true, Min: 0 } },
        };
        var key = Key(side);
        _known[key] = _known.TryGetValue(key, out var before) ? before.Within(allowed) : allowed;
    }

    private Interval Computed(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression { Value: { } value } when NumericTypes.IsNumeric(value.GetType()):
                return Interval.Point(Convert.ToDouble(value, CultureInfo.InvariantCulture));
            case MemberExpression member:
                return Declared(member).Within(Interval.OfType(NumericTypes.Underlying(member.Type)));
            case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert
                when NumericTypes.IsNumeric(NumericTypes.Underlying(convert.Operand.Type)):
                return Of(convert.Operand);
            case UnaryExpression { NodeType: ExpressionType.NegateChecked } negate:
                return -Of(negate.Operand);
            case BinaryExpression { NodeType: ExpressionType.AddChecked } sum:
                return Of(sum.Left) + Of(sum.Right);
            case BinaryExpression { NodeType: ExpressionType.SubtractChecked } difference:
                return Of(difference.Left) - Of(difference.Right);
            case BinaryExpression { NodeType: ExpressionType.MultiplyChecked } product:
                return Of(product.Left) * Of(product.Right);
            case ConditionalExpression choice:
                var (first, second) = (Of(choice.IfTrue), Of(choice.IfFalse));
                return new(Math.Min(first.Min, second.Min), Math.Max(first.Max, second.Max), first.NonZero && second.NonZero);
            case MethodCallExpression { Method.Name: "Finite", Arguments: [var inner] }:
                return Of(inner);
            case MethodCallExpression { Method.Name: "Abs", Arguments: [_] }:
            case MethodCallExpression { Method.Name: "Count" }:
                return new(0, double.PositiveInfinity);
            default:
                return Interval.OfType(NumericTypes.Underlying(expression.Type));
        }
    }

    private static Interval Declared(MemberExpression member)
    {
        if (member.Member.GetCustomAttribute<FactInfoAttribute>() is { } declared)
            return new(declared.Min, declared.Max);
        return member.Member.Name is "Count" or "Length" && member.Member.DeclaringType?.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
            ? new(0, int.MaxValue)
            : Interval.Everything;
    }

    private static BinaryOperator Mirror(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => @operator,
    };
}
