using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

internal sealed partial class Binder
{
    private Expression Call(CallSyntax syntax)
    {
        if (syntax.Target is null)
            return Function(syntax);
        if (FindType(syntax.Target) is { } type)
            return StaticCall(type, syntax);
        return MethodCall(Bind(syntax.Target), syntax);
    }

    private Expression Function(CallSyntax syntax)
    {
        switch (_caseSensitive ? syntax.Name : syntax.Name.ToUpperInvariant())
        {
            case "iif" or "IIF" when syntax.Arguments.Length == 3:
                return Conditional(new(syntax.Span, syntax.Arguments[0], syntax.Arguments[1], syntax.Arguments[2]));
            case "isnull" or "ISNULL" when syntax.Arguments.Length == 2:
                return Coalesce(Operand(syntax.Arguments[0]), Operand(syntax.Arguments[1]), syntax);
            case "np" or "NP" when syntax.Arguments.Length is 1 or 2:
                return NullPropagated(syntax);
            case "is" or "IS" or "as" or "AS" or "cast" or "CAST":
                return TypeFunction(syntax);
        }
        if (scope.Find(syntax.Name) is null && catalog.FindType(syntax.Name) is { } type)
            return Construct(type, syntax);
        if (scope.FindIt() is { } it && (SequenceTypes.ElementOf(it.Type) is not null || HasMethod(it.Type, syntax.Name)))
            return MethodCall(it, syntax);
        throw Error(DiagnosticCodes.UnknownFunction, $"Unknown identifier '{syntax.Name}'", syntax.NameSpan,
            Suggestions.DidYouMean(syntax.Name, ["iif", "isnull", "np", "is", "as", "cast", .. catalog.TypeNames]));
    }

    private bool HasMethod(Type type, string name) => catalog.InstanceMethods(type, name, _caseSensitive).Length > 0;

    private Expression MethodCall(Expression target, CallSyntax syntax)
    {
        if (Is(syntax.Name, "ToString") && ToText(target, syntax) is { } text)
            return text;
        var candidates = catalog.InstanceMethods(target.Type, syntax.Name, _caseSensitive);
        if (candidates.IsEmpty && SequenceTypes.ElementOf(target.Type) is { } element)
            return Sequence(target, element, syntax);
        if (candidates.IsEmpty)
            throw NoMethod(target.Type, syntax, TypeCatalog.IsFact(target.Type)
                ? "only methods marked [RuleFunction] can be called on facts"
                : Suggestions.DidYouMean(syntax.Name, TypeCatalog.MethodNames(target.Type)));
        return Guarded(Invoke(Pick(candidates, syntax, target.Type), target, syntax));
    }

    /// <summary>Numbers, dates and enums as text, always invariant.</summary>
    private MethodCallExpression? ToText(Expression target, CallSyntax syntax)
    {
        var type = NumericTypes.Underlying(target.Type);
        if (type.IsEnum && syntax.Arguments.IsEmpty)
            return Expression.Call(typeof(Text), nameof(Text.Show), null, Expression.Convert(target, typeof(object)));
        var formattable = NumericTypes.IsNumeric(type) || IsMoment(type) || type == typeof(DateOnly) || type == typeof(Guid);
        if (!formattable)
            return type == typeof(bool) || type == typeof(char)
                ? Expression.Call(typeof(Text), nameof(Text.Show), null, Expression.Convert(target, typeof(object)))
                : null;
        Expression format = Expression.Constant(null, typeof(string));
        if (syntax.Arguments.Length == 1 && Operand(syntax.Arguments[0]) is { Type: var given } argument && given == typeof(string))
            format = argument.Expression;
        else if (!syntax.Arguments.IsEmpty)
            throw NoMethod(target.Type, syntax, null);
        return Expression.Call(typeof(Text), nameof(Text.Format), null, Expression.Convert(target, typeof(IFormattable)), format);
    }

    private Expression StaticCall(Type type, CallSyntax syntax)
    {
        var candidates = catalog.StaticMethods(type, syntax.Name, _caseSensitive);
        if (candidates.IsEmpty)
            throw NoMethod(type, syntax, "the clock, randomness, reflection and I/O are out of reach of rules");
        if (type == typeof(Convert) && syntax.Arguments.Length == 1)
        {
            // Text is converted in the invariant culture whatever the thread's is.
            var operand = Operand(syntax.Arguments[0]);
            var method = operand.Type == typeof(string) ? typeof(Convert).GetMethod(candidates[0].Method.Name, [typeof(string), typeof(IFormatProvider)]) : null;
            if (method is not null)
                return Guarded(Expression.Call(method, operand.Expression, Expression.Constant(CultureInfo.InvariantCulture, typeof(IFormatProvider))));
            if (Is(syntax.Name, "ToString"))
                return Expression.Call(typeof(Text), nameof(Text.Show), null, Expression.Convert(operand.Expression, typeof(object)));
        }
        return Guarded(Invoke(Pick(candidates, syntax, type), null, syntax));
    }

    private Expression Construct(Type type, CallSyntax syntax)
    {
        if (syntax.Arguments.Length == 1)
        {
            var operand = Operand(syntax.Arguments[0]);
            if (Conversions.Explicit(operand, type) is { } converted)
                return Guarded(converted);
        }
        if (type == typeof(string) && syntax.Arguments.Length == 2
            && Conversions.Implicit(Operand(syntax.Arguments[0]), typeof(char)) is { } character
            && Conversions.Implicit(Operand(syntax.Arguments[1]), typeof(int)) is { } count)
            return Expression.Call(typeof(Text), nameof(Text.Repeat), null, character, count);
        var arguments = syntax.Arguments.Select(Operand).ToArray();
        var constructor = Constructible(type)
            ? type.GetConstructors()
                .Where(candidate => candidate.GetParameters().All(parameter =>
                    parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRefLike && !parameter.IsOut))
                .Where(candidate => candidate.GetParameters().Length == arguments.Length && arguments.Length > 0)
                .Select(candidate => (candidate, Costs: Costs(arguments, [.. candidate.GetParameters().Select(parameter => parameter.ParameterType)])))
                .Where(pair => pair.Costs is not null)
                .OrderBy(pair => pair.Costs!.Sum(cost => (long)cost))
                .Select(pair => pair.candidate)
                .FirstOrDefault()
            : null;
        if (constructor is null)
            throw Error(DiagnosticCodes.BadArgument, $"No matching constructor in type '{Show(type)}'", syntax.NameSpan);
        return Expression.New(constructor,
            constructor.GetParameters().Zip(arguments, (parameter, argument) => Conversions.Implicit(argument, parameter.ParameterType)!));
    }

    private static bool Constructible(Type type) =>
        type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly)
        || type == typeof(TimeSpan) || type == typeof(decimal);

    private Callable Pick(ImmutableArray<Callable> candidates, CallSyntax syntax, Type type)
    {
        if (syntax.Arguments.FirstOrDefault(argument => argument is LambdaSyntax) is { } lambda)
            throw Error(DiagnosticCodes.BadArgument, $"Method '{syntax.Name}' takes no lambda", lambda);
        var arguments = syntax.Arguments.Select(Operand).ToArray();
        var best = new List<(Callable Callable, int[] Costs)>();
        foreach (var candidate in candidates)
            if (Costs(arguments, Parameters(candidate)) is { } costs)
                best.Add((candidate, costs));
        if (best.Count == 0)
            throw NoMethod(type, syntax, Signatures(candidates));
        var winners = best.Where(one => best.All(other => Enumerable.Range(0, arguments.Length).All(i => one.Costs[i] <= other.Costs[i])))
            .DistinctBy(one => one.Callable.Method)
            .ToArray();
        if (winners.Length == 0)
            throw Error(DiagnosticCodes.BadArgument, $"Ambiguous invocation of method '{syntax.Name}' in type '{Show(type)}'", syntax.NameSpan);
        return winners[0].Callable;
    }

    private MethodCallExpression Invoke(Callable callable, Expression? target, CallSyntax syntax)
    {
        var arguments = syntax.Arguments.Zip(Parameters(callable), (argument, type) => Conversions.Implicit(Operand(argument), type)!);
        return callable.TargetFirst
            ? Expression.Call(callable.Method, arguments.Prepend(target!))
            : Expression.Call(callable.Method.IsStatic ? null : target, callable.Method, arguments);
    }

    private static int[]? Costs(Operand[] arguments, Type[] parameters)
    {
        if (arguments.Length != parameters.Length)
            return null;
        var costs = new int[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
            if ((costs[i] = Conversions.Cost(arguments[i], parameters[i])) == int.MaxValue)
                return null;
        return costs;
    }

    private static Type[] Parameters(Callable callable) =>
        [.. callable.Method.GetParameters().Skip(callable.TargetFirst ? 1 : 0).Select(parameter => parameter.ParameterType)];

    private static string Signatures(ImmutableArray<Callable> candidates) =>
        "known are " + string.Join(", ", candidates.Take(4).Select(candidate =>
            $"{candidate.Method.Name}({string.Join(", ", Parameters(candidate).Select(Show))})"));

    private static RuleSyntaxException NoMethod(Type type, CallSyntax syntax, string? suggestion) =>
        Error(DiagnosticCodes.UnknownFunction, $"No applicable method '{syntax.Name}' exists in type '{Show(type)}'", syntax.NameSpan, suggestion);
}
