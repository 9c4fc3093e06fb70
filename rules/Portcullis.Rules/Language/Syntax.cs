using System.Collections.Immutable;

namespace Portcullis.Rules.Language;

public enum UnaryOperator : byte
{
    Negate,
    Not,
}

public enum BinaryOperator : byte
{
    Or, And,
    BitwiseOr, BitwiseAnd,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    ShiftLeft, ShiftRight,
    Add, Subtract, Multiply, Divide, Remainder,
    Coalesce,
}

/// <summary>What an expression says, before it is known what its names mean.</summary>
public abstract record Syntax(TextSpan Span)
{
    /// <summary>Longest way down to a leaf; bounded, because everything after the parser may recurse on it.</summary>
    internal int Height { get; set; } = 1;
}

/// <summary>A constant as written. Numbers keep their text, because a real literal beside a decimal is read again as decimal.</summary>
public sealed record LiteralSyntax(TextSpan Span, object? Value, string Text) : Syntax(Span);

public sealed record NameSyntax(TextSpan Span, string Name) : Syntax(Span);

public sealed record MemberSyntax(TextSpan Span, Syntax Target, string Name, TextSpan NameSpan) : Syntax(Span);

/// <summary>A function (no target), a method, or a conversion such as <c>int(x)</c>.</summary>
public sealed record CallSyntax(TextSpan Span, Syntax? Target, string Name, TextSpan NameSpan, ImmutableArray<Syntax> Arguments) : Syntax(Span);

public sealed record IndexSyntax(TextSpan Span, Syntax Target, ImmutableArray<Syntax> Arguments) : Syntax(Span);

public sealed record UnarySyntax(TextSpan Span, UnaryOperator Operator, Syntax Operand) : Syntax(Span);

public sealed record BinarySyntax(TextSpan Span, BinaryOperator Operator, TextSpan OperatorSpan, Syntax Left, Syntax Right) : Syntax(Span);

public sealed record ConditionalSyntax(TextSpan Span, Syntax Test, Syntax WhenTrue, Syntax WhenFalse) : Syntax(Span);

/// <summary><c>x in (a, b)</c> has <paramref name="Items"/>; <c>x in list</c> has <paramref name="Collection"/>.</summary>
public sealed record InSyntax(TextSpan Span, Syntax Item, ImmutableArray<Syntax> Items, Syntax? Collection) : Syntax(Span);

public sealed record LambdaSyntax(TextSpan Span, string Parameter, Syntax Body) : Syntax(Span);

/// <summary><c>new (a as X, b.Y)</c>.</summary>
public sealed record NewObjectSyntax(TextSpan Span, ImmutableArray<(string Name, Syntax Value)> Members) : Syntax(Span);

/// <summary><c>new[] {a, b}</c>.</summary>
public sealed record NewArraySyntax(TextSpan Span, ImmutableArray<Syntax> Items) : Syntax(Span);
