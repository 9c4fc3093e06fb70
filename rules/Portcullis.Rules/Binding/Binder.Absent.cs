using System.Linq.Expressions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

internal sealed partial class Binder
{
    /// <summary><c>np(a.b.c)</c> is null, and <c>np(a.b.c, d)</c> is d, when anything on the way is null.</summary>
    private Expression NullPropagated(CallSyntax syntax)
    {
        var whole = Operand(syntax.Arguments[0]);
        var links = Links(whole.Expression);
        if (syntax.Arguments.Length == 1)
            return Guard(links, Expression.Constant(null, NumericTypes.Lift(whole.Type)),
                Conversions.Lifted(whole.Expression, NumericTypes.Lift(whole.Type)));
        var fallback = Operand(syntax.Arguments[1]);
        var value = NumericTypes.MayBeNull(whole.Type) && !fallback.IsNull
            ? Coalesce(whole, fallback, syntax)
            : Choose(Expression.Constant(true), whole, fallback, syntax).IfTrue;
        return Guard(links, Convert(fallback, value.Type), value);
    }

    private static Expression Guard(List<Expression> links, Expression absent, Expression value)
    {
        for (var link = links.Count - 1; link >= 0; link--)
            value = Expression.Condition(Expression.Equal(links[link], Expression.Constant(null, links[link].Type)), absent, value);
        return value;
    }

    /// <summary>What stands to the left of the last dot and may be null, outermost first.</summary>
    private static List<Expression> Links(Expression expression)
    {
        var links = new List<Expression>();
        for (var next = TargetOf(expression); next is not null; next = TargetOf(next))
            if (NumericTypes.MayBeNull(next.Type))
                links.Insert(0, next);
        return links;
    }

    private static Expression? TargetOf(Expression expression) => expression switch
    {
        MemberExpression member => member.Expression,
        IndexExpression index => index.Object,
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => index.Left,
        MethodCallExpression call => call.Object ?? call.Arguments.FirstOrDefault(),
        UnaryExpression unary => unary.Operand,
        _ => null,
    };

    /// <summary><c>is("T")</c>, <c>as("T")</c>, <c>cast("T")</c>, of the item in scope or of a given value.</summary>
    private Expression TypeFunction(CallSyntax syntax)
    {
        var named = syntax.Arguments.Length is 1 or 2 ? syntax.Arguments[^1] : null;
        var type = named is LiteralSyntax { Value: string name } ? catalog.FindType(name)
            : named is NameSyntax plain ? catalog.FindType(plain.Name)
            : null;
        if (type is null)
            throw Error(DiagnosticCodes.NotReachable, $"'{syntax.Name}' needs the name of a known type as its last argument", syntax);
        var value = syntax.Arguments.Length == 2 ? Operand(syntax.Arguments[0])
            : new(scope.FindIt() ?? throw Error(DiagnosticCodes.UnknownIdentifier, "No 'it' is in scope", syntax), syntax);
        if (Is(syntax.Name, "is"))
            return Expression.TypeIs(value.Expression, type);
        if (Is(syntax.Name, "as"))
            return !value.Type.IsValueType || value.Type == type
                ? Expression.TypeAs(value.Expression, NumericTypes.Lift(type))
                : throw Error(DiagnosticCodes.IncompatibleTypes, $"'{Show(value.Type)}' is never '{Show(type)}'", syntax);
        return Guarded(Conversions.Explicit(value, type)
            ?? throw Error(DiagnosticCodes.IncompatibleTypes, $"'{Show(value.Type)}' cannot be cast to '{Show(type)}'", syntax));
    }
}
