using System.Collections.Frozen;
using System.Linq.Expressions;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

internal sealed partial class Binder
{
    private enum Kind : byte
    {
        Predicate,
        Selector,
        Order,
        Aggregate,
        Extreme,
        Number,
        Plain,
        Item,
        Other,
    }

    private static readonly FrozenDictionary<string, (string Name, Kind Kind, bool Alone)> SequenceFunctions = new (string, Kind, bool)[]
    {
        ("Any", Kind.Predicate, true), ("All", Kind.Predicate, false), ("Count", Kind.Predicate, true), ("LongCount", Kind.Predicate, true),
        ("First", Kind.Predicate, true), ("FirstOrDefault", Kind.Predicate, true), ("Last", Kind.Predicate, true),
        ("LastOrDefault", Kind.Predicate, true), ("Single", Kind.Predicate, true), ("SingleOrDefault", Kind.Predicate, true),
        ("Where", Kind.Predicate, false), ("TakeWhile", Kind.Predicate, false), ("SkipWhile", Kind.Predicate, false),
        ("Select", Kind.Selector, false), ("SelectMany", Kind.Selector, false), ("GroupBy", Kind.Selector, false),
        ("DistinctBy", Kind.Selector, false), ("MinBy", Kind.Order, false), ("MaxBy", Kind.Order, false),
        ("OrderBy", Kind.Order, false), ("OrderByDescending", Kind.Order, false), ("ThenBy", Kind.Order, false), ("ThenByDescending", Kind.Order, false),
        ("Sum", Kind.Aggregate, true), ("Average", Kind.Aggregate, true), ("Min", Kind.Extreme, true), ("Max", Kind.Extreme, true),
        ("Take", Kind.Number, false), ("Skip", Kind.Number, false), ("ElementAt", Kind.Number, false), ("ElementAtOrDefault", Kind.Number, false),
        ("Distinct", Kind.Plain, true), ("Reverse", Kind.Plain, true), ("ToList", Kind.Plain, true), ("ToArray", Kind.Plain, true),
        ("DefaultIfEmpty", Kind.Plain, true), ("AsEnumerable", Kind.Plain, true),
        ("Contains", Kind.Item, false), ("Append", Kind.Item, false), ("Prepend", Kind.Item, false),
        ("Concat", Kind.Other, false), ("Union", Kind.Other, false), ("Intersect", Kind.Other, false), ("Except", Kind.Other, false),
        ("SequenceEqual", Kind.Other, false),
    }.ToFrozenDictionary(row => row.Item1, row => row, StringComparer.OrdinalIgnoreCase);

    private Expression Sequence(Expression target, Type element, CallSyntax syntax)
    {
        if (!SequenceFunctions.TryGetValue(syntax.Name, out var function) || (_caseSensitive && function.Name != syntax.Name))
            throw NoMethod(target.Type, syntax, Suggestions.DidYouMean(syntax.Name, SequenceFunctions.Keys));
        if (syntax.Arguments.Length > 1 || (syntax.Arguments.IsEmpty && !function.Alone) || (function.Kind == Kind.Plain && !syntax.Arguments.IsEmpty))
            throw NoMethod(target.Type, syntax, null);
        var argument = syntax.Arguments.FirstOrDefault();
        var keepsOrder = function.Name is "ThenBy" or "ThenByDescending";
        var source = keepsOrder ? target : Expression.Call(typeof(Sequences), nameof(Sequences.Metered), [element], target);
        var result = function.Kind switch
        {
            Kind.Predicate => Filtered(function.Name, target, source, element, argument),
            Kind.Selector => Projected(function.Name, source, element, argument!),
            Kind.Order => Ordered(function.Name, source, element, argument!, syntax),
            Kind.Aggregate => Aggregated(function.Name, target, source, element, argument, syntax),
            Kind.Extreme => Extreme(function.Name, source, element, argument),
            Kind.Number => Expression.Call(typeof(Enumerable), function.Name, [element], source, Argument(argument!, typeof(int), syntax)),
            Kind.Plain => Expression.Call(typeof(Enumerable), function.Name, [element], source),
            Kind.Item when function.Name == "Contains" =>
                Expression.Call(typeof(Sequences), nameof(Sequences.Contains), [element], target, Argument(argument!, element, syntax)),
            Kind.Item => Expression.Call(typeof(Enumerable), function.Name, [element], source, Argument(argument!, element, syntax)),
            _ => Expression.Call(typeof(Enumerable), function.Name, [element], source, Other(argument!, element, syntax)),
        };
        return Guarded(result);
    }

    private MethodCallExpression Filtered(string name, Expression target, Expression source, Type element, Syntax? predicate)
    {
        if (predicate is null)
            return name is "Count" or "Any"
                ? Expression.Call(typeof(Sequences), name, [element], target)
                : Expression.Call(typeof(Enumerable), name, [element], source);
        var lambda = Lambda(predicate, element);
        if (lambda.ReturnType != typeof(bool))
            throw Error(DiagnosticCodes.NotBoolean, "Expression of type 'Boolean' expected", predicate);
        return Expression.Call(typeof(Enumerable), name, [element], source, lambda);
    }

    private MethodCallExpression Projected(string name, Expression source, Type element, Syntax selector)
    {
        var lambda = Lambda(selector, element);
        if (name != "SelectMany")
            return Expression.Call(typeof(Enumerable), name, [element, lambda.ReturnType], source, lambda);
        var inner = SequenceTypes.ElementOf(lambda.ReturnType) ?? throw Error(DiagnosticCodes.BadArgument, "SelectMany needs a collection", selector);
        var body = Expression.Call(typeof(Sequences), nameof(Sequences.Metered), [inner], lambda.Body);
        return Expression.Call(typeof(Enumerable), name, [element, inner], source, Expression.Lambda(body, lambda.Parameters));
    }

    private MethodCallExpression Ordered(string name, Expression source, Type element, Syntax selector, CallSyntax syntax)
    {
        var lambda = Lambda(selector, element);
        var key = lambda.ReturnType;
        if (!typeof(IComparable).IsAssignableFrom(NumericTypes.Underlying(key)))
            throw Error(DiagnosticCodes.BadArgument, $"'{Show(key)}' has no order", selector);
        if (name.StartsWith("Then", StringComparison.Ordinal) && !typeof(IOrderedEnumerable<>).MakeGenericType(element).IsAssignableFrom(source.Type))
            throw NoMethod(source.Type, syntax, "ThenBy follows OrderBy");
        return key == typeof(string)
            ? Expression.Call(typeof(Enumerable), name, [element, key], source, lambda, Expression.Constant(StringComparer.Ordinal, typeof(IComparer<string>)))
            : Expression.Call(typeof(Enumerable), name, [element, key], source, lambda);
    }

    private MethodCallExpression Aggregated(string name, Expression target, Expression source, Type element, Syntax? selector, CallSyntax syntax)
    {
        if (selector is null && target.Type.IsArray)
            throw NoMethod(target.Type, syntax, $"write {name}(it): files with {name}() over an array fail in the original engine too");
        var item = Expression.Parameter(element, "it");
        var lambda = selector is null ? Expression.Lambda(item, item) : Lambda(selector, element);
        var type = NumericTypes.Underlying(lambda.ReturnType);
        if (!NumericTypes.IsNumeric(type))
            throw NoMethod(target.Type, syntax, "it needs a number for each item");
        var wide = type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort) ? typeof(int)
            : type == typeof(uint) ? typeof(long)
            : type == typeof(ulong) ? typeof(decimal)
            : type;
        var body = Conversions.Lifted(lambda.Body, Same(wide, lambda.ReturnType));
        return Expression.Call(typeof(Enumerable), name, [element], source, Expression.Lambda(body, lambda.Parameters));
    }

    private MethodCallExpression Extreme(string name, Expression source, Type element, Syntax? selector)
    {
        if (selector is not null)
        {
            var lambda = Lambda(selector, element);
            source = Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [element, lambda.ReturnType], source, lambda);
            element = lambda.ReturnType;
        }
        return element == typeof(string)
            ? Expression.Call(typeof(Enumerable), name, [element], source, Expression.Constant(StringComparer.Ordinal, typeof(IComparer<string>)))
            : Expression.Call(typeof(Sequences), name, [element], source);
    }

    private MethodCallExpression Other(Syntax syntax, Type element, CallSyntax call)
    {
        var other = Bind(syntax);
        return SequenceTypes.ElementOf(other.Type) == element
            ? Expression.Call(typeof(Sequences), nameof(Sequences.Metered), [element], other)
            : throw NoMethod(other.Type, call, null);
    }

    private Expression Argument(Syntax syntax, Type type, CallSyntax call)
    {
        if (syntax is LambdaSyntax)
            throw NoMethod(type, call, null);
        var argument = Operand(syntax);
        return Conversions.Cost(argument, type) == int.MaxValue ? throw NoMethod(type, call, null) : Conversions.Implicit(argument, type)!;
    }

    private LambdaExpression Lambda(Syntax syntax, Type element)
    {
        var named = syntax as LambdaSyntax;
        if (named is not null && scope.Find(named.Parameter) is not null)
            throw Error(DiagnosticCodes.NameHidesFact, $"The lambda's name '{named.Parameter}' hides another of that name", named, "choose another name");
        var item = Expression.Parameter(element, named?.Parameter ?? "it");
        var inner = new Scope(_caseSensitive, scope) { It = item };
        if (named is not null)
            inner.Add(item);
        return Expression.Lambda(new Binder(catalog, inner).Bind(named?.Body ?? syntax), item);
    }
}
