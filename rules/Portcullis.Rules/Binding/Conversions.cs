using System.Linq.Expressions;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

/// <summary>An argument or operand: what it compiles to, and the literal it was written as, if it was one.</summary>
internal readonly record struct Operand(Expression Expression, Syntax Syntax)
{
    public LiteralSyntax? Literal => Syntax as LiteralSyntax;

    public Type Type => Expression.Type;

    public bool IsNull => NumericTypes.IsNullLiteral(Expression);

    public bool IsText => Literal?.Value is string;
}

/// <summary>Conversions that happen by themselves. None loses anything; text becomes a date, a number or an enum only if it is a literal.</summary>
internal static class Conversions
{
    /// <summary>The operand as <paramref name="type"/>, or null if it does not convert by itself.</summary>
    public static Expression? Implicit(Operand operand, Type type)
    {
        var expression = operand.Expression;
        if (expression.Type == type)
            return expression;
        if (operand.IsNull)
            return NumericTypes.MayBeNull(type) ? Expression.Constant(null, type) : null;
        var target = NumericTypes.Underlying(type);
        var source = NumericTypes.Underlying(expression.Type);
        if (operand.Literal is { } literal && Constant(literal, target) is { } constant)
            return Lifted(Expression.Constant(constant, target), type);
        if (NumericTypes.IsNullable(expression.Type) && !NumericTypes.IsNullable(type))
            return type == typeof(object) ? Expression.Convert(expression, type) : null;
        if (source == target || (NumericTypes.IsNumeric(target) && NumericTypes.Widens(source, target)))
            return Expression.Convert(expression, type);
        if (!type.IsValueType && type.IsAssignableFrom(expression.Type))
            return Expression.Convert(expression, type);
        return null;
    }

    /// <summary>How well an argument fits a parameter: 0 exact, then wider; int.MaxValue not at all.</summary>
    public static int Cost(Operand operand, Type type)
    {
        if (operand.Type == type && !operand.IsNull)
            return 0;
        if (Implicit(operand, type) is null)
            return int.MaxValue;
        var target = NumericTypes.Underlying(type);
        if (operand.IsText && type != typeof(object) && type.IsValueType)
            return target.IsEnum ? 20 : int.MaxValue;
        var cost = target == typeof(int) ? 1
            : target == typeof(uint) ? 2
            : target == typeof(long) ? 3
            : target == typeof(ulong) ? 4
            : target == typeof(decimal) ? 5
            : target == typeof(double) ? 6
            : target == typeof(float) ? 7
            : target == typeof(object) ? 30
            : 8;
        return NumericTypes.IsNullable(type) && !NumericTypes.IsNullable(operand.Type) ? cost + 10 : cost;
    }

    /// <summary>An explicit conversion as in <c>int(x)</c>: checked, so that what does not fit is an error and never a wrapped value.</summary>
    public static Expression? Explicit(Operand operand, Type type)
    {
        if (Implicit(operand, type) is { } easy)
            return easy;
        var target = NumericTypes.Underlying(type);
        var source = NumericTypes.Underlying(operand.Type);
        var convertible = (NumericTypes.IsNumeric(source) || source.IsEnum || source == typeof(char))
            && (NumericTypes.IsNumeric(target) || target.IsEnum || target == typeof(char));
        if (convertible)
            return Expression.ConvertChecked(operand.Expression, type);
        if (source == typeof(string) && !operand.IsText && target != typeof(object) && target.IsValueType)
            return Lifted(Expression.Call(typeof(Parsing), nameof(Parsing.Parse), [target], operand.Expression), type);
        return operand.Type.IsAssignableFrom(type) && TypeCatalog.IsFact(type) ? Expression.Convert(operand.Expression, type) : null;
    }

    public static Expression Lifted(Expression expression, Type type) =>
        expression.Type == type ? expression : Expression.Convert(expression, type);

    private static object? Constant(LiteralSyntax literal, Type target)
    {
        if (literal.Value is string text)
            return target == typeof(string) || target == typeof(char) || !target.IsValueType ? null : Parsing.TryParse(text, target);
        return NumericTypes.IsNumeric(target) ? NumericTypes.Reread(literal, target) : null;
    }
}
