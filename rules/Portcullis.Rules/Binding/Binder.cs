using System.Linq.Expressions;
using System.Reflection;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Binding;

/// <summary>Gives each name of an expression its meaning among the facts and the white list, and each operator its types.</summary>
internal sealed partial class Binder(TypeCatalog catalog, Scope scope)
{
    private readonly bool _caseSensitive = scope.CaseSensitive;

    // Overloads look at their arguments more than once; without this, nested calls would cost two to the power of their depth.
    private readonly Dictionary<Syntax, Expression> _bound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, TextSpan> _spans = [];

    /// <summary>Where each bound expression stands in the text.</summary>
    public IReadOnlyDictionary<Expression, TextSpan> Spans => _spans;

    /// <exception cref="RuleSyntaxException">A name is unknown or types do not go together.</exception>
    public Expression Bind(Syntax syntax)
    {
        if (!_bound.TryGetValue(syntax, out var expression))
        {
            _bound.Add(syntax, expression = BindOnce(syntax));
            _spans.TryAdd(expression, syntax.Span);
        }
        return expression;
    }

    private Expression BindOnce(Syntax syntax) => syntax switch
    {
        LiteralSyntax literal => Expression.Constant(literal.Value, literal.Value?.GetType() ?? typeof(object)),
        NameSyntax name => Name(name),
        MemberSyntax member => Member(member),
        IndexSyntax index => Index(index),
        CallSyntax call => Call(call),
        UnarySyntax unary => Unary(unary),
        BinarySyntax binary => Binary(binary),
        ConditionalSyntax conditional => Conditional(conditional),
        InSyntax @in => In(@in),
        NewArraySyntax array => NewArray(array),
        NewObjectSyntax @object => NewObject(@object),
        LambdaSyntax lambda => throw Error(DiagnosticCodes.BadArgument, "A lambda stands only as the argument of a collection function", lambda),
        _ => throw new InvalidOperationException($"No binding for {syntax.GetType().Name}"),
    };

    /// <summary>An expression that must be true or false.</summary>
    public Expression BindCondition(Syntax syntax)
    {
        var expression = Bind(syntax);
        return expression.Type == typeof(bool)
            ? expression
            : throw Error(DiagnosticCodes.NotBoolean, "Expression of type 'Boolean' expected", syntax,
                expression.Type == typeof(bool?) ? "compare it: x == true" : null);
    }

    private Operand Operand(Syntax syntax) => new(Bind(syntax), syntax);

    private Expression Name(NameSyntax syntax)
    {
        if (scope.Find(syntax.Name) is { } parameter)
            return parameter;
        if (Is(syntax.Name, "it") || Is(syntax.Name, "parent") || Is(syntax.Name, "root"))
            return Implied(syntax.Name) ?? throw Error(DiagnosticCodes.UnknownIdentifier, $"No '{syntax.Name}' is in scope", syntax);
        if (scope.FindIt() is { } it && TryMember(it, syntax.Name) is { } member)
            return member;
        if (scope.FindIt() is { } item && scope.It is not null && TypeCatalog.IsFact(item.Type))
            throw Unknown(item.Type, syntax.Name, syntax.Span);
        throw Error(DiagnosticCodes.UnknownIdentifier, $"Unknown identifier '{syntax.Name}'", syntax,
            Suggestions.DidYouMean(syntax.Name, scope.Names.Concat(catalog.TypeNames)));
    }

    private ParameterExpression? Implied(string name) =>
        Is(name, "it") ? scope.FindIt() : Is(name, "parent") ? scope.FindParent() : scope.FindRoot();

    private Expression Member(MemberSyntax syntax)
    {
        if (FindType(syntax.Target) is { } type)
            return StaticMember(type, syntax);
        var target = Bind(syntax.Target);
        return TryMember(target, syntax.Name) ?? throw Unknown(target.Type, syntax.Name, syntax.NameSpan);
    }

    private Expression? TryMember(Expression target, string name)
    {
        if (TypeCatalog.FindProperty(target.Type, name, _caseSensitive) is { } property)
            return Guarded(Expression.Property(target, property));
        if (SequenceTypes.KeyOf(target.Type) == typeof(string) && !Is(name, "Keys") && !Is(name, "Values"))
            return Guarded(Indexed(target, [Expression.Constant(name)])!);
        return null;
    }

    private Expression StaticMember(Type type, MemberSyntax syntax) => TypeCatalog.FindStatic(type, syntax.Name, _caseSensitive) switch
    {
        FieldInfo { IsLiteral: true } field when type.IsEnum => Expression.Constant(Enum.Parse(type, field.Name), type),
        FieldInfo field => Expression.Field(null, field),
        PropertyInfo property => Expression.Property(null, property),
        _ => throw Error(DiagnosticCodes.NotReachable, $"No property or field '{syntax.Name}' exists in type '{Show(type)}'", syntax.NameSpan,
            type.IsEnum ? Suggestions.DidYouMean(syntax.Name, Enum.GetNames(type)) : null),
    };

    /// <summary>A type named where a value could stand; names in scope come first.</summary>
    private Type? FindType(Syntax syntax) => syntax switch
    {
        NameSyntax name when scope.Find(name.Name) is null => catalog.FindType(name.Name),
        MemberSyntax { Target: NameSyntax { Name: "System" } } member when scope.Find("System") is null => catalog.FindType("System." + member.Name),
        _ => null,
    };

    private Expression Index(IndexSyntax syntax)
    {
        var target = Bind(syntax.Target);
        var arguments = syntax.Arguments.Select(Operand).ToArray();
        if (arguments.Length == 1 && SequenceTypes.KeyOf(target.Type) is { } key && Conversions.Implicit(arguments[0], key) is { } keyed)
            return Guarded(Indexed(target, [keyed])!);
        if (arguments.Length == 1 && Conversions.Implicit(arguments[0], typeof(int)) is { } position)
        {
            if (target.Type.IsArray)
                return Guarded(Expression.ArrayIndex(target, position));
            if (target.Type == typeof(string) || SequenceTypes.ElementOf(target.Type) is not null)
                if (Indexed(target, [position]) is { } item)
                    return Guarded(item);
        }
        throw Error(DiagnosticCodes.BadArgument, $"No applicable indexer exists in type '{Show(target.Type)}'", syntax);
    }

    private static IndexExpression? Indexed(Expression target, Expression[] arguments)
    {
        var types = target.Type.IsInterface ? target.Type.GetInterfaces().Prepend(target.Type) : [target.Type];
        var indexer = types.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .FirstOrDefault(property => property.CanRead && property.GetIndexParameters() is var parameters
                && parameters.Select(parameter => parameter.ParameterType).SequenceEqual(arguments.Select(argument => argument.Type)));
        return indexer is null ? null : Expression.Property(target, indexer, arguments);
    }

    private NewArrayExpression NewArray(NewArraySyntax syntax)
    {
        var items = syntax.Items.Select(Operand).ToArray();
        var element = items[0].Type;
        var other = items.FirstOrDefault(item => item.Type != element);
        if (other.Syntax is not null)
            throw Error(DiagnosticCodes.IncompatibleTypes, $"The items of an array are of one type, here '{Show(element)}' and '{Show(other.Type)}'", other.Syntax);
        return Expression.NewArrayInit(element, items.Select(item => item.Expression));
    }

    private MemberInitExpression NewObject(NewObjectSyntax syntax)
    {
        var values = syntax.Members.Select(member => (member.Name, Value: Bind(member.Value))).ToArray();
        var duplicate = values.GroupBy(value => value.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw Error(DiagnosticCodes.DuplicateName, $"The identifier '{duplicate.Key}' was defined more than once", syntax);
        var type = Facts.ShapeTypes.Of([.. values.Select(value => (value.Name, value.Value.Type))]);
        return Expression.MemberInit(Expression.New(type),
            values.Select(value => Expression.Bind(type.GetProperty(value.Name)!, value.Value)));
    }

    /// <summary>A double that is read or made must be finite: NaN and infinities would slip through comparisons.</summary>
    internal static Expression Guarded(Expression expression) =>
        NumericTypes.IsReal(NumericTypes.Underlying(expression.Type))
            ? Expression.Call(typeof(Guards).GetMethod(nameof(Guards.Finite), [expression.Type])!, expression)
            : expression;

    private bool Is(string name, string word) =>
        string.Equals(name, word, _caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    internal static string Show(Type type) =>
        NumericTypes.IsNullable(type) ? NumericTypes.Underlying(type).Name + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Show))}>"
        : type.Name;

    private static RuleSyntaxException Unknown(Type type, string name, TextSpan span)
    {
        if (NumericTypes.IsNullable(type))
            return Error(DiagnosticCodes.UnknownFact, $"No property or field '{name}' exists in type '{Show(type)}'", span,
                "the value may be absent: write .Value." + name + " after a null test, or np(...)");
        return Error(DiagnosticCodes.UnknownFact, $"No property or field '{name}' exists in type '{Show(type)}'", span,
            Suggestions.DidYouMean(name, TypeCatalog.Properties(type).Select(property => property.Name)));
    }

    private static RuleSyntaxException Error(string code, string message, Syntax syntax, string? suggestion = null) =>
        Error(code, message, syntax.Span, suggestion);

    private static RuleSyntaxException Error(string code, string message, TextSpan span, string? suggestion = null) =>
        new(code, message, span, suggestion);
}
