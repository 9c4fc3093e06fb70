using System.Globalization;
using System.Linq.Expressions;
using Portcullis.Rules.Binding;

namespace Portcullis.Rules;

/// <summary>What stood on one side of a comparison. An exact number is kept as one, whatever its type, and costs no box.</summary>
public readonly struct ComparedValue
{
    private readonly Type? _exact;
    private readonly decimal _number;
    private readonly object? _other;

    /// <summary>An integer or a decimal.</summary>
    public ComparedValue(decimal number, Type type) => (_number, _exact) = (number, type);

    /// <summary>Anything else; null where it is absent.</summary>
    public ComparedValue(object? value) => _other = value;

    /// <summary>An integer or a decimal; null for everything else, a double as well.</summary>
    public decimal? Number => _exact is null ? null : _number;

    /// <summary>In the type that the comparison had it in.</summary>
    public object? Value => _exact is null ? _other : _exact == typeof(decimal) ? _number : Convert.ChangeType(_number, _exact, CultureInfo.InvariantCulture);

    /// <summary>The one that keeps what <paramref name="side"/> comes to.</summary>
    internal static Expression Of(Expression side)
    {
        var type = NumericTypes.Underlying(side.Type);
        var other = New(typeof(object), Expression.Convert(side, typeof(object)));
        if (type != typeof(decimal) && !NumericTypes.IsIntegral(type))
            return other;
        return NumericTypes.IsNullable(side.Type)
            ? Expression.Condition(Expression.Property(side, nameof(Nullable<>.HasValue)), Exact(Expression.Property(side, nameof(Nullable<>.Value))), New(typeof(object), Expression.Constant(null)))
            : Exact(side);
    }

    private static NewExpression Exact(Expression number) =>
        Expression.New(typeof(ComparedValue).GetConstructor([typeof(decimal), typeof(Type)])!, Expression.Convert(number, typeof(decimal)), Expression.Constant(number.Type, typeof(Type)));

    private static NewExpression New(Type parameter, Expression value) => Expression.New(typeof(ComparedValue).GetConstructor([parameter])!, value);
}
