using System.Globalization;
using System.Linq.Expressions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

/// <summary>Which number types there are, and which converts to which without loss.</summary>
internal static class NumericTypes
{
    // In the order of implicit widening; decimal stands apart from float and double.
    private static readonly Type[] Integral =
        [typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    public static bool IsIntegral(Type type) => Integral.Contains(type);

    public static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);

    public static bool IsNumeric(Type type) => IsIntegral(type) || IsReal(type) || type == typeof(decimal);

    public static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    public static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    public static bool MayBeNull(Type type) => !type.IsValueType || IsNullable(type);

    /// <summary>An enum's number, which has an order where the enum itself has none.</summary>
    public static Expression OfEnum(Expression expression)
    {
        var number = Enum.GetUnderlyingType(Underlying(expression.Type));
        return Expression.Convert(expression, IsNullable(expression.Type) ? Lift(number) : number);
    }

    public static Type Lift(Type type) => MayBeNull(type) ? type : typeof(Nullable<>).MakeGenericType(type);

    public static bool Widens(Type from, Type to)
    {
        if (from == to)
            return true;
        if (from == typeof(char))
            return to == typeof(ushort) || Widens(typeof(ushort), to);
        if (from == typeof(float))
            return to == typeof(double);
        if (!IsIntegral(from))
            return false;
        if (to == typeof(decimal) || IsReal(to))
            return true;
        return IsIntegral(to) && Smallest(to) <= Smallest(from) && Largest(to) >= Largest(from);
    }

    /// <summary>The type both sides of an arithmetic operator take, or null when no exact one exists.</summary>
    public static Type? Common(Type left, LiteralSyntax? leftLiteral, Type right, LiteralSyntax? rightLiteral)
    {
        if (left == typeof(char) || right == typeof(char))
            return left == right ? typeof(int) : null;
        if (left == typeof(decimal) || right == typeof(decimal))
            return Reaches(left, leftLiteral) && Reaches(right, rightLiteral) ? typeof(decimal) : null;
        if (IsReal(left) || IsReal(right))
            return left == typeof(double) || right == typeof(double) ? typeof(double) : typeof(float);
        if (left == typeof(ulong) || right == typeof(ulong))
            return Unsigned(left, leftLiteral) && Unsigned(right, rightLiteral) ? typeof(ulong) : null;
        if (rightLiteral is not null)
            right = Smallest(rightLiteral);
        if (left == typeof(long) || right == typeof(long))
            return typeof(long);
        if (left == typeof(uint) || right == typeof(uint))
            return Unsigned(left, leftLiteral) && Unsigned(right, rightLiteral) ? typeof(uint) : typeof(long);
        return typeof(int);

        static bool Reaches(Type type, LiteralSyntax? literal) => type == typeof(decimal) || IsIntegral(type) || literal is not null;
    }

    /// <summary>A literal's value in another number type, read again from its text so that 1.1 beside a decimal is exactly 1.1.</summary>
    public static object? Reread(LiteralSyntax literal, Type to)
    {
        if (literal.Value is null || !IsNumeric(literal.Value.GetType()))
            return null;
        try
        {
            if (to == typeof(decimal))
                return decimal.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                    ? exact
                    : IsIntegral(literal.Value.GetType()) ? Convert.ToDecimal(literal.Value, CultureInfo.InvariantCulture) : null;
            var integral = IsIntegral(literal.Value.GetType());
            return integral || IsReal(to) ? Convert.ChangeType(literal.Value, to, CultureInfo.InvariantCulture) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>On the right an integer's suffix is not read, in files of the original: <c>x * 2L</c> is an int where x is one.</summary>
    private static Type Smallest(LiteralSyntax literal) =>
        new[] { typeof(int), typeof(uint) }.FirstOrDefault(type => Reread(literal, type) is not null) ?? literal.Value!.GetType();

    private static bool Unsigned(Type type, LiteralSyntax? literal) =>
        type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong)
        || (literal is not null && !literal.Text.StartsWith('-'));

    private static decimal Smallest(Type integral) => Bound(integral, "MinValue");

    private static decimal Largest(Type integral) => Bound(integral, "MaxValue");

    private static decimal Bound(Type integral, string field) =>
        Convert.ToDecimal(integral.GetField(field)!.GetValue(null), CultureInfo.InvariantCulture);

    public static bool IsNullLiteral(Expression expression) => expression is ConstantExpression { Value: null } constant && constant.Type == typeof(object);
}
