using System.Globalization;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Tests;

/// <summary>What a naive evaluation comes to: a value, nothing known, or an error.</summary>
internal class NaiveError(string message) : Exception(message);

/// <summary>There was nothing before a dot.</summary>
internal sealed class NaiveAbsence() : NaiveError("nothing before the dot");

/// <summary>
/// An evaluator written a second time and another way: it walks the syntax, looks members up by reflection, and computes on decimals and
/// what is certain. It shares only the parser with the engine.
/// </summary>
internal sealed class Naive(object facts)
{
    private object? _item;
    private string? _itemName;

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
            case BinarySyntax { Operator: BinaryOperator.And } and:
                return Truth(and.Left) && Truth(and.Right);
            case BinarySyntax { Operator: BinaryOperator.Or } or:
                return Truth(or.Left) || Truth(or.Right);
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
            : left is double || right is double
                ? Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture))
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
            case NameSyntax name when _item is not null && name.Name == _itemName:
                return _item;
            case NameSyntax name when _item is not null && _itemName is null && Has(_item, name.Name):
                return Read(_item, name.Name);
            case NameSyntax name:
                return Read(facts, name.Name);
            case MemberSyntax member:
                return Read(Value(member.Target) ?? throw new NaiveAbsence(), member.Name);
            case IndexSyntax index:
                return ((Dictionary<string, decimal>)Value(index.Target)!).TryGetValue((string)Value(index.Arguments[0])!, out var found) ? found : throw new NaiveError("no such key");
            case CallSyntax call:
                return Call(call);
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

    private object? Call(CallSyntax call)
    {
        if (call.Name == "np")
            try
            {
                return Value(call.Arguments[0]) ?? Value(call.Arguments[1]);
            }
            catch (NaiveAbsence)
            {
                return Value(call.Arguments[1]);
            }
        var target = Value(call.Target!) ?? throw new NaiveAbsence();
        if (target is IEnumerable<Leg> legs)
            return call.Name switch
            {
                "Any" => legs.Any(leg => (bool)OfItem(leg, call.Arguments[0])!),
                "All" => legs.All(leg => (bool)OfItem(leg, call.Arguments[0])!),
                "Count" => legs.Count(leg => (bool)OfItem(leg, call.Arguments[0])!),
                _ => legs.Aggregate((object)0, (sum, leg) => Ranged(Number(sum) + Number(OfItem(leg, call.Arguments[0])!), 0, 0)),
            };
        var argument = (string)Value(call.Arguments[0])!;
        return (target, call.Name) switch
        {
            (Dictionary<string, decimal> limits, _) => limits.ContainsKey(argument),
            (string text, "StartsWith") => text.StartsWith(argument, StringComparison.Ordinal),
            (string text, "EndsWith") => text.EndsWith(argument, StringComparison.Ordinal),
            _ => ((string)target).Contains(argument, StringComparison.Ordinal),
        };
    }

    private object? OfItem(Leg leg, Syntax body)
    {
        (_item, _itemName) = (leg, (body as LambdaSyntax)?.Parameter);
        try
        {
            return Value(body is LambdaSyntax lambda ? lambda.Body : body);
        }
        finally
        {
            (_item, _itemName) = (null, null);
        }
    }

    private static object Doubles(BinaryOperator @operator, double left, double right)
    {
        var result = @operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            _ => left * right,
        };
        return double.IsFinite(result) ? result : throw new NaiveError("not finite");
    }

    private object? Arithmetic(BinarySyntax syntax)
    {
        var (first, second) = (Value(syntax.Left), Value(syntax.Right));
        if (first is string text)
            return text + second;
        if (first is null || second is null)
            return null;
        if (first is double || second is double)
            return Doubles(syntax.Operator, Convert.ToDouble(first, CultureInfo.InvariantCulture), Convert.ToDouble(second, CultureInfo.InvariantCulture));
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
        if (left is double || right is double)
            return Convert.ToDouble(left, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(right, CultureInfo.InvariantCulture));
        return left is string or bool ? left.Equals(right) : Number(left) == Number(right);
    }

    private static bool Has(object target, string name) =>
        target.GetType().GetProperties().Any(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));

    private static object? Read(object target, string name) =>
        target.GetType().GetProperties().First(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)).GetValue(target) switch
        {
            double value when !double.IsFinite(value) => throw new NaiveError("not finite"),
            var value => value,
        };

    private static decimal Number(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);
}
