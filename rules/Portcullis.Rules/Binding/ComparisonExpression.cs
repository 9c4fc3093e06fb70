using System.Linq.Expressions;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

/// <summary>What an ordering (&lt;, &lt;=, &gt;, &gt;=) of an absent value comes to.</summary>
internal enum Absence : byte
{
    /// <summary>The pass over this rule ends in an error. So it is wherever the result is used as a value.</summary>
    Throws,

    /// <summary>The comparison does not hold. Only in the logic of a rule, where negation turns the operator around and so cannot make it hold.</summary>
    Fails,
}

/// <summary>A comparison whose two sides are kept together until code is generated, so that it can be explained, measured and turned around.</summary>
internal sealed class ComparisonExpression(
    BinaryOperator @operator, Expression left, Expression right, TextSpan leftSpan, TextSpan rightSpan, Absence absence = Absence.Throws) : Expression
{
    public BinaryOperator Operator { get; } = @operator;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public TextSpan LeftSpan { get; } = leftSpan;

    public TextSpan RightSpan { get; } = rightSpan;

    public Absence Absence { get; } = absence;

    public override ExpressionType NodeType => ExpressionType.Extension;

    public override Type Type => typeof(bool);

    public override bool CanReduce => true;

    public bool IsOrdering => Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);

    private bool MayBeAbsent => IsOrdering && NumericTypes.MayBeNull(Left.Type);

    public ComparisonExpression Failing(BinaryOperator @operator) => new(@operator, Left, Right, LeftSpan, RightSpan, Absence.Fails);

    /// <summary>The same of sides that were read before.</summary>
    public ComparisonExpression Between(Expression left, Expression right) => new(Operator, left, right, LeftSpan, RightSpan, Absence);

    public ComparisonExpression Inverted() => Failing(Inverse(Operator));

    public static BinaryOperator Inverse(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Equal => BinaryOperator.NotEqual,
        BinaryOperator.NotEqual => BinaryOperator.Equal,
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.GreaterOrEqual => BinaryOperator.Less,
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        _ => BinaryOperator.Greater,
    };

    public override Expression Reduce()
    {
        if (!MayBeAbsent)
            return Compare(Left, Right);
        var left = Variable(Left.Type);
        var right = Variable(Right.Type);
        var absent = OrElse(IsNull(left), IsNull(right));
        Expression otherwise = Absence == Absence.Throws
            ? Throw(Call(typeof(Guards), nameof(Guards.Absent), null), typeof(bool))
            : Constant(false);
        return Block([left, right], Assign(left, Left), Assign(right, Right), Condition(absent, otherwise, Compare(left, right)));
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor)
    {
        var left = visitor.Visit(Left);
        var right = visitor.Visit(Right);
        return left == Left && right == Right ? this : Between(left, right);
    }

    private static Expression IsNull(Expression side) =>
        NumericTypes.MayBeNull(side.Type) ? Equal(side, Constant(null, side.Type)) : Constant(false);

    private BinaryExpression Compare(Expression left, Expression right)
    {
        if (left.Type == typeof(string) && IsOrdering)
            return Apply(Call(typeof(string), nameof(string.CompareOrdinal), null, left, right), Constant(0));
        if (NumericTypes.Underlying(left.Type).IsEnum && IsOrdering)
            return Apply(NumericTypes.OfEnum(left), NumericTypes.OfEnum(right));
        return Apply(left, right);
    }

    private BinaryExpression Apply(Expression left, Expression right) => Operator switch
    {
        BinaryOperator.Equal => Equal(left, right),
        BinaryOperator.NotEqual => NotEqual(left, right),
        BinaryOperator.Less => LessThan(left, right),
        BinaryOperator.LessOrEqual => LessThanOrEqual(left, right),
        BinaryOperator.Greater => GreaterThan(left, right),
        _ => GreaterThanOrEqual(left, right),
    };
}
