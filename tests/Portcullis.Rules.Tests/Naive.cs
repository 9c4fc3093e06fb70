using System.Globalization;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Tests;

/// <summary>What a naive evaluation comes to: a value, nothing known, or an error.</summary>
internal sealed class NaiveError(string message) : Exception(message);

/// <summary>
/// An evaluator written a second time and another way: it walks the syntax, looks members up by reflection, and computes on decimals and
/// what is certain. It shares only the parser with the engine.
/// </summary>
internal sealed class Naive(object facts)
{
    public static RuleOutcome Outcome(string expression, object facts)
    {
        try
        {
            return new Naive(facts).Surely(Parser.Parse(expression), true) ? RuleOutcome.Passed : RuleOutcome.Failed;
        }
        catch (NaiveError)
        {
            return RuleOutcome.Error;
        }
    }

    /// <summary>Whether it is certain that the expression comes to what is asked. Of an absent value's order nothing is certain.</summary>
    private bool Surely(Syntax syntax, bool asked)
    {
        switch (syntax)
        {
            case UnarySyntax { Operator: UnaryOperator.Not } not:
                return Surely(not.Operand, !asked);
            case BinarySyntax { Operator: BinaryOperator.And } and:
                return asked ? Surely(and.Left, true) && Surely(and.Right, true) : Surely(and.Left, false) || Surely(and.Right, false);
            case BinarySyntax { Operator: BinaryOperator.Or } or:
                return asked ? Surely(or.Left, true) || Surely(or.Right, true) : Surely(or.Left, false) && Surely(or.Right, false);
            case BinarySyntax { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual, Right: LiteralSyntax { Value: bool other }, Left: not MemberSyntax } equal:
                return Surely(equal.Left, other == (equal.Operator == BinaryOperator.Equal) == asked);
            case BinarySyntax { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual } comparison:
                return Compare(comparison) == asked;
            case ConditionalSyntax choice:
                return Truth(choice.Test) ? Surely(choice.WhenTrue, asked) : Surely(choice.WhenFalse, asked);
            default:
                return Truth(syntax) == asked;
        }
    }

    /// <summary>A truth value where one is needed at once.</summary>
    private bool Truth(Syntax syntax)
    {
        switch (syntax)
        {
            case BinarySyntax { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual } comparison:
                return Compare(comparison) ?? throw new NaiveError("an absent value was ordered");
            case InSyntax @in:
                var item = Value(@in.Item);
                return @in.Items.Any(candidate => Same(item, Value(candidate)));
            default:
                return Value(syntax) is bool value ? value : throw new NaiveError("not a truth value");
        }
    }

    /// <summary>Null when an absent value was ordered.</summary>
    private bool? Compare(BinarySyntax syntax)
    {
        var (left, right) = (Value(syntax.Left), Value(syntax.Right));
        if (syntax.Operator == BinaryOperator.Equal)
            return Same(left, right);
        if (syntax.Operator == BinaryOperator.NotEqual)
            return !Same(left, right);
        if (left is null || right is null)
            return null;
        var order = left is string || right is string
            ? string.CompareOrdinal((string)left, (string)right)
            : Number(left).CompareTo(Number(right));
        return syntax.Operator switch
        {
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private object? Value(Syntax syntax)
    {
        switch (syntax)
        {
            case LiteralSyntax literal:
                return literal.Value;
            case NameSyntax name:
                return Read(facts, name.Name);
            case MemberSyntax member:
                return Read(Value(member.Target) ?? throw new NaiveError("nothing before the dot"), member.Name);
            case UnarySyntax { Operator: UnaryOperator.Negate } negate:
                return Value(negate.Operand) is { } operand ? Ranged(-Number(operand), operand, operand) : null;
            case BinarySyntax { Operator: BinaryOperator.Coalesce } coalesce:
                return Value(coalesce.Left) ?? Value(coalesce.Right);
            case BinarySyntax { Operator: >= BinaryOperator.Add and <= BinaryOperator.Remainder } arithmetic:
                return Arithmetic(arithmetic);
            default:
                return Truth(syntax);
        }
    }

    private object? Arithmetic(BinarySyntax syntax)
    {
        var (first, second) = (Value(syntax.Left), Value(syntax.Right));
        if (first is null || second is null)
            return null;
        var (left, right) = (Number(first), Number(second));
        var exact = first is decimal || second is decimal;
        try
        {
            if (right == 0 && syntax.Operator is BinaryOperator.Divide or BinaryOperator.Remainder)
                throw new NaiveError("division by zero");
            return Ranged(syntax.Operator switch
            {
                BinaryOperator.Add => left + right,
                BinaryOperator.Subtract => left - right,
                BinaryOperator.Multiply => left * right,
                BinaryOperator.Divide => exact ? left / right : decimal.Truncate(left / right),
                _ => left % right,
            }, first, second);
        }
        catch (OverflowException)
        {
            throw new NaiveError("overflow");
        }
    }

    /// <summary>The number in the type that the operands' types make: decimal, long or int, checked.</summary>
    internal static object Ranged(decimal number, object first, object second)
    {
        if (first is decimal || second is decimal || first is double || second is double)
            return number;
        var wide = first is long or uint || second is long or uint;
        var (min, max) = wide ? (long.MinValue, (decimal)long.MaxValue) : (int.MinValue, int.MaxValue);
        if (number < min || number > max)
            throw new NaiveError("overflow");
        if (wide)
            return (long)number;
        return (int)number;
    }

    private static bool Same(object? left, object? right)
    {
        if (left is null || right is null)
            return left is null && right is null;
        if (left is Enum || right is Enum)
            return string.Equals(left.ToString(), right.ToString(), StringComparison.OrdinalIgnoreCase);
        return left is string or bool ? left.Equals(right) : Number(left) == Number(right);
    }

    private static object? Read(object target, string name) =>
        target.GetType().GetProperties().First(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)).GetValue(target);

    private static decimal Number(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);
}
