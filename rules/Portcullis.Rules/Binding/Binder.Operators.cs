using System.Linq.Expressions;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

internal sealed partial class Binder
{
    private UnaryExpression Unary(UnarySyntax syntax)
    {
        var operand = Bind(syntax.Operand);
        var type = NumericTypes.Underlying(operand.Type);
        if (syntax.Operator == UnaryOperator.Not)
            return type == typeof(bool)
                ? Expression.Not(operand)
                : throw Incompatible("not", operand.Type, syntax);
        var promoted = type == typeof(uint) ? typeof(long)
            : type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort) ? typeof(int)
            : type;
        if (!NumericTypes.IsNumeric(type) || type == typeof(ulong))
            throw Incompatible("-", operand.Type, syntax);
        return Expression.NegateChecked(Conversions.Lifted(operand, Same(promoted, operand.Type)));
    }

    private Expression Binary(BinarySyntax syntax)
    {
        var left = Operand(syntax.Left);
        var right = Operand(syntax.Right);
        return syntax.Operator switch
        {
            BinaryOperator.Or or BinaryOperator.And => Logical(syntax, left, right),
            BinaryOperator.BitwiseOr or BinaryOperator.BitwiseAnd => Bitwise(syntax, left, right),
            BinaryOperator.Coalesce => Coalesce(left, right, syntax),
            BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight => Shift(syntax, left, right),
            >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual => Compare(syntax.Operator, left, right, syntax),
            _ => Arithmetic(syntax, left, right),
        };
    }

    private static BinaryExpression Logical(BinarySyntax syntax, Operand left, Operand right)
    {
        if (NumericTypes.Underlying(left.Type) != typeof(bool) || NumericTypes.Underlying(right.Type) != typeof(bool))
            throw Incompatible(syntax, left, right);
        if (left.Type == right.Type && left.Type == typeof(bool))
            return syntax.Operator == BinaryOperator.And
                ? Expression.AndAlso(left.Expression, right.Expression)
                : Expression.OrElse(left.Expression, right.Expression);
        var first = Conversions.Lifted(left.Expression, typeof(bool?));
        var second = Conversions.Lifted(right.Expression, typeof(bool?));
        return syntax.Operator == BinaryOperator.And ? Expression.AndAlso(first, second) : Expression.OrElse(first, second);
    }

    private static Expression Bitwise(BinarySyntax syntax, Operand left, Operand right)
    {
        var and = syntax.Operator == BinaryOperator.BitwiseAnd;
        if (and && (left.Type == typeof(string) || right.Type == typeof(string)))
            return Concat(left, right);
        Type? common = null;
        if (left.Type == typeof(bool) && right.Type == typeof(bool))
            common = typeof(bool);
        else if (NumericTypes.IsIntegral(NumericTypes.Underlying(left.Type)) && NumericTypes.IsIntegral(NumericTypes.Underlying(right.Type)))
            common = CommonNumeric(left, right);
        if (common is null)
            throw Incompatible(syntax, left, right);
        var first = Convert(left, common);
        var second = Convert(right, common);
        return and ? Expression.And(first, second) : Expression.Or(first, second);
    }

    private static BinaryExpression Shift(BinarySyntax syntax, Operand left, Operand right)
    {
        var type = left.Type;
        if (!NumericTypes.IsIntegral(type) || Conversions.Implicit(right, typeof(int)) is not { } count)
            throw Incompatible(syntax, left, right);
        var wide = type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong) ? type : typeof(int);
        var value = Conversions.Lifted(left.Expression, wide);
        return syntax.Operator == BinaryOperator.ShiftLeft ? Expression.LeftShift(value, count) : Expression.RightShift(value, count);
    }

    private static Expression Arithmetic(BinarySyntax syntax, Operand left, Operand right)
    {
        if (syntax.Operator == BinaryOperator.Add && (left.Type == typeof(string) || right.Type == typeof(string)))
            return Concat(left, right);
        if (CommonNumeric(left, right) is { } common)
            return Guarded(Make(Convert(left, common), Convert(right, common)));
        if (syntax.Operator is BinaryOperator.Add or BinaryOperator.Subtract && IsMoment(left.Type) && !left.IsNull && !right.IsNull)
            try
            {
                return Make(left.Expression, right.Expression);
            }
            catch (InvalidOperationException)
            {
                throw Incompatible(syntax, left, right);
            }
        throw Incompatible(syntax, left, right);

        BinaryExpression Make(Expression first, Expression second) => syntax.Operator switch
        {
            BinaryOperator.Add => Expression.AddChecked(first, second),
            BinaryOperator.Subtract => Expression.SubtractChecked(first, second),
            BinaryOperator.Multiply => Expression.MultiplyChecked(first, second),
            BinaryOperator.Divide => Expression.Divide(first, second),
            _ => Expression.Modulo(first, second),
        };
    }

    private static bool IsMoment(Type type) =>
        NumericTypes.Underlying(type) is var underlying
        && (underlying == typeof(DateTime) || underlying == typeof(DateTimeOffset) || underlying == typeof(TimeSpan) || underlying == typeof(TimeOnly));

    private static MethodCallExpression Concat(Operand left, Operand right) =>
        Expression.Call(typeof(Text), nameof(Text.Concat), null,
            Expression.Convert(left.Expression, typeof(object)), Expression.Convert(right.Expression, typeof(object)));

    internal static Expression Compare(BinaryOperator @operator, Operand left, Operand right, Syntax syntax)
    {
        var equality = @operator is BinaryOperator.Equal or BinaryOperator.NotEqual;
        var type = ComparisonType(left, right, equality) ?? throw Error(DiagnosticCodes.IncompatibleTypes,
            $"Operator '{OperatorTable.Symbol(@operator)}' incompatible with operand types '{Show(left)}' and '{Show(right)}'", syntax, Remedy(left, right));
        return new ComparisonExpression(@operator, Convert(left, type), Convert(right, type), left.Syntax.Span, right.Syntax.Span);
    }

    private static Type? ComparisonType(Operand left, Operand right, bool equality)
    {
        if (left.IsNull || right.IsNull)
            return !equality || (left.IsNull && right.IsNull) ? null : NumericTypes.Lift(left.IsNull ? right.Type : left.Type);
        if (CommonNumeric(left, right) is { } common)
            return common;
        var type = NumericTypes.Underlying(left.Type);
        var nullable = NumericTypes.IsNullable(left.Type) || NumericTypes.IsNullable(right.Type);
        if (type != NumericTypes.Underlying(right.Type))
        {
            // A literal takes the other side's type: text becomes a date or an enum's name, an integer an enum's number.
            var other = left.Literal is not null ? NumericTypes.Underlying(right.Type) : right.Literal is not null ? type : null;
            var literal = left.Literal is not null ? left : right;
            if (other is null || !TakesLiteral(literal, other))
                return null;
            type = other;
        }
        if (!Compares(type, equality))
            return null;
        return nullable ? NumericTypes.Lift(type) : type;
    }

    private static bool TakesLiteral(Operand literal, Type other) =>
        Conversions.Implicit(literal, other) is not null || (other.IsEnum && literal.Type == typeof(int));

    private static bool Compares(Type type, bool equality)
    {
        if (type == typeof(bool) || type == typeof(Guid))
            return equality;
        if (type.IsEnum || type == typeof(string) || type == typeof(char))
            return true;
        return type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan);
    }

    private static string? Remedy(Operand left, Operand right)
    {
        var (first, second) = (NumericTypes.Underlying(left.Type), NumericTypes.Underlying(right.Type));
        if (first == typeof(decimal) && NumericTypes.IsReal(second) || second == typeof(decimal) && NumericTypes.IsReal(first))
            return "write decimal(x) around the binary floating-point side";
        var @enum = first.IsEnum ? first : second.IsEnum ? second : null;
        var text = left.IsText ? left.Literal : right.IsText ? right.Literal : null;
        if (@enum is not null && text is not null)
            return Suggestions.DidYouMean((string)text.Value!, Enum.GetNames(@enum)) ?? "known are " + string.Join(", ", Enum.GetNames(@enum).Take(12));
        return null;
    }

    private static BinaryExpression Coalesce(Operand left, Operand right, Syntax syntax)
    {
        if (left.IsNull || !NumericTypes.MayBeNull(left.Type))
            throw Error(DiagnosticCodes.IncompatibleTypes, "The left side of ?? is never null", syntax);
        var bare = NumericTypes.Underlying(left.Type);
        if (Conversions.Implicit(right, bare) is { } direct)
            return Expression.Coalesce(left.Expression, direct);
        if (Conversions.Implicit(right, left.Type) is { } lifted)
            return Expression.Coalesce(left.Expression, lifted);
        if (CommonNumeric(left, right) is { } common)
            return Expression.Coalesce(Conversions.Lifted(left.Expression, NumericTypes.Lift(common)), Convert(right, common));
        throw Error(DiagnosticCodes.IncompatibleTypes, $"Operator '??' incompatible with operand types '{Show(left)}' and '{Show(right)}'", syntax);
    }

    private ConditionalExpression Conditional(ConditionalSyntax syntax)
    {
        var test = Bind(syntax.Test);
        if (test.Type != typeof(bool))
            throw Error(DiagnosticCodes.NotBoolean, "The first expression must be of type 'Boolean'", syntax.Test);
        return Choose(test, Operand(syntax.WhenTrue), Operand(syntax.WhenFalse), syntax);
    }

    private static ConditionalExpression Choose(Expression test, Operand whenTrue, Operand whenFalse, Syntax syntax)
    {
        var type = whenTrue.Type == whenFalse.Type && !whenTrue.IsNull ? whenTrue.Type : null;
        type ??= CommonNumeric(whenTrue, whenFalse);
        type ??= new[] { whenTrue, whenFalse }.Where(branch => !branch.IsNull)
            .SelectMany(branch => new[] { branch.Type, NumericTypes.Lift(branch.Type) })
            .FirstOrDefault(candidate => Conversions.Implicit(whenTrue, candidate) is not null && Conversions.Implicit(whenFalse, candidate) is not null);
        if (type is null)
            throw Error(DiagnosticCodes.IncompatibleTypes, $"Neither of the types '{Show(whenTrue)}' and '{Show(whenFalse)}' converts to the other", syntax);
        return Expression.Condition(test, Convert(whenTrue, type), Convert(whenFalse, type), type);
    }

    private Expression In(InSyntax syntax)
    {
        var item = Operand(syntax.Item);
        if (syntax.Collection is { } collection)
        {
            var source = Bind(collection);
            return SequenceTypes.ElementOf(source.Type) is { } element && Conversions.Implicit(item, element) is { } converted
                ? Expression.Call(typeof(Sequences), nameof(Sequences.Contains), [element], source, converted)
                : throw Error(DiagnosticCodes.IncompatibleTypes, $"'{Show(item)}' cannot be looked for in '{Show(source.Type)}'", syntax);
        }
        Expression? any = null;
        foreach (var candidate in syntax.Items)
        {
            var other = Operand(candidate);
            if ((other.IsText && !TakesText(item.Type)) || (item.IsText && !TakesText(other.Type)))
                throw Error(DiagnosticCodes.IncompatibleTypes, $"In a list text is not converted: '{Show(item)}' and '{Show(other)}'", candidate, "compare with == and or");
            var equal = Compare(BinaryOperator.Equal, item, other, syntax);
            any = any is null ? equal : Expression.OrElse(any, equal);
        }
        return any!;
    }

    private static bool TakesText(Type type) => type == typeof(string) || NumericTypes.Underlying(type).IsEnum;

    private static Type? CommonNumeric(Operand left, Operand right)
    {
        var (first, second) = (NumericTypes.Underlying(left.Type), NumericTypes.Underlying(right.Type));
        var textLeft = left.IsText && NumericTypes.IsNumeric(second);
        var textRight = right.IsText && NumericTypes.IsNumeric(first);
        if (textLeft || textRight)
            return Conversions.Implicit(textLeft ? left : right, textLeft ? right.Type : left.Type) is null ? null : textLeft ? right.Type : left.Type;
        if (!NumericTypes.IsNumeric(first) || !NumericTypes.IsNumeric(second))
            return null;
        var common = NumericTypes.Common(first, left.Literal, second, right.Literal);
        if (common is null)
            return null;
        return NumericTypes.IsNullable(left.Type) || NumericTypes.IsNullable(right.Type) ? NumericTypes.Lift(common) : common;
    }

    private static Expression Convert(Operand operand, Type type)
    {
        if (Conversions.Implicit(operand, type) is { } converted)
            return converted;
        var target = NumericTypes.Underlying(type);
        if (target.IsEnum && operand.Literal?.Value is int number)
            return Conversions.Lifted(Expression.Constant(Enum.ToObject(target, number), target), type);
        return Expression.Convert(operand.Expression, type);
    }

    private static Type Same(Type type, Type asNullableAs) => NumericTypes.IsNullable(asNullableAs) ? NumericTypes.Lift(type) : type;

    private static string Show(Operand operand) => operand.IsNull ? "null" : Show(operand.Type);

    private static RuleSyntaxException Incompatible(BinarySyntax syntax, Operand left, Operand right) =>
        Error(DiagnosticCodes.IncompatibleTypes,
            $"Operator '{OperatorTable.Symbol(syntax.Operator)}' incompatible with operand types '{Show(left)}' and '{Show(right)}'",
            syntax.OperatorSpan, Remedy(left, right));

    private static RuleSyntaxException Incompatible(string @operator, Type operand, UnarySyntax syntax) =>
        Error(DiagnosticCodes.IncompatibleTypes, $"Operator '{@operator}' incompatible with operand type '{Show(operand)}'", syntax,
            operand == typeof(string) ? "write not (...) around the whole comparison" : null);
}
