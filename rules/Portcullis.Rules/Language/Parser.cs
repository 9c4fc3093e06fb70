using System.Collections.Immutable;

namespace Portcullis.Rules.Language;

/// <summary>
/// A precedence parser for the expression grammar. Chains of operators are read in a loop; only nesting recurses, and its depth is bounded,
/// so that no text can exhaust the stack.
/// </summary>
public sealed class Parser
{
    private readonly ImmutableArray<Token> _tokens;
    private readonly bool _caseSensitive;
    private int _position;
    private int _depth;
    private int _nodes;

    private Parser(ImmutableArray<Token> tokens, bool caseSensitive) => (_tokens, _caseSensitive) = (tokens, caseSensitive);

    /// <exception cref="RuleSyntaxException">The text is not an expression, or exceeds a limit.</exception>
    public static Syntax Parse(string text, bool caseSensitive = false)
    {
        var parser = new Parser(Lexer.Read(text), caseSensitive);
        var syntax = parser.Expression();
        return parser.Current.Kind == TokenKind.End ? syntax : throw parser.Unexpected();
    }

    private Token Current => _tokens[_position];

    private Syntax Expression()
    {
        Enter();
        var test = Coalesce();
        if (!Take("?"))
            return Leave(test);
        var whenTrue = Expression();
        Expect(":", "':' expected");
        var whenFalse = Expression();
        return Leave(Node(new ConditionalSyntax(TextSpan.Between(test.Span, whenFalse.Span), test, whenTrue, whenFalse), test, whenTrue, whenFalse));
    }

    private Syntax Coalesce()
    {
        var left = Binary(OperatorTable.LowestPrecedence);
        if (!Current.Is("??"))
            return left;
        var operatorSpan = Advance().Span;
        Enter();
        var right = Coalesce();
        return Leave(Node(new BinarySyntax(TextSpan.Between(left.Span, right.Span), BinaryOperator.Coalesce, operatorSpan, left, right), left, right));
    }

    private Syntax Binary(int minimum)
    {
        var left = Unary();
        while (true)
        {
            if (minimum <= OperatorTable.InPrecedence && IsWord("in"))
                left = In(left);
            else if (OperatorTable.TryFind(Current, _caseSensitive, out var @operator, out var precedence) && precedence >= minimum)
            {
                var operatorSpan = Advance().Span;
                var right = Binary(precedence + 1);
                left = Node(new BinarySyntax(TextSpan.Between(left.Span, right.Span), @operator, operatorSpan, left, right), left, right);
            }
            else
                return left;
        }
    }

    private InSyntax In(Syntax item)
    {
        Advance();
        if (!Current.Is("("))
        {
            var collection = Unary();
            return Node(new InSyntax(TextSpan.Between(item.Span, collection.Span), item, [], collection), item, collection);
        }
        Advance();
        var items = Items();
        var node = Node(new InSyntax(TextSpan.Between(item.Span, Previous.Span), item, items, null), [item, .. items]);
        if (OperatorTable.TryFind(Current, _caseSensitive, out _, out var precedence) && precedence > OperatorTable.InPrecedence)
            throw Unexpected();
        return node;
    }

    /// <summary>The original takes any token between two items for a comma, so that <c>in (1+4)</c> is <c>in (1, 4)</c> there: here an item is one value.</summary>
    private ImmutableArray<Syntax> Items()
    {
        var items = ImmutableArray.CreateBuilder<Syntax>();
        do
            items.Add(Unary());
        while (Take(","));
        if (OperatorTable.TryFind(Current, _caseSensitive, out _, out _))
            throw new RuleSyntaxException(DiagnosticCodes.Syntax, "An item of 'in' is a single value", Current.Span, "put (...) around the item");
        Expect(")", "')' or ',' expected");
        return items.DrainToImmutable();
    }

    private Syntax Unary()
    {
        var token = Current;
        if (token.Is("-"))
        {
            Advance();
            if (Current.Kind is TokenKind.Whole or TokenKind.Real && !IsFollowedByDot())
                return Postfix(Node(Number(Advance(), negative: true, token.Span)));
            return Prefixed(token, UnaryOperator.Negate);
        }
        if (token.Is("!") || IsWord("not"))
        {
            Advance();
            return Prefixed(token, UnaryOperator.Not);
        }
        return Postfix(Primary());
    }

    private Syntax Prefixed(Token token, UnaryOperator @operator)
    {
        Enter();
        var operand = Unary();
        return Leave(Node(new UnarySyntax(TextSpan.Between(token.Span, operand.Span), @operator, operand), operand));
    }

    private bool IsFollowedByDot() => _tokens[_position + 1].Is(".");

    private Syntax Postfix(Syntax target)
    {
        while (true)
        {
            if (Take("."))
                target = Member(target);
            else if (Take("["))
            {
                var arguments = Arguments("]", atLeastOne: true);
                target = Node(new IndexSyntax(TextSpan.Between(target.Span, Previous.Span), target, arguments), [target, .. arguments]);
            }
            else if (Current.Is("?."))
                throw new RuleSyntaxException(DiagnosticCodes.Syntax, "The operator ?. is not part of the language", Current.Span,
                    "write np(a.b) or np(a.b, default)");
            else
                return target;
        }
    }

    private Syntax Member(Syntax target)
    {
        if (Current.Kind != TokenKind.Identifier)
            throw Error("Identifier expected");
        var name = Advance();
        if (!Take("("))
            return Node(new MemberSyntax(TextSpan.Between(target.Span, name.Span), target, name.Text, name.Span), target);
        var arguments = Arguments(")", atLeastOne: false);
        return Node(new CallSyntax(TextSpan.Between(target.Span, Previous.Span), target, name.Text, name.Span, arguments), [target, .. arguments]);
    }

    private Syntax Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                Advance();
                if (Current.Kind == TokenKind.Text)
                    throw Unexpected();
                return Node(new LiteralSyntax(token.Span, token.Text, token.Text));
            case TokenKind.Character:
                Advance();
                return Node(new LiteralSyntax(token.Span, token.Text[0], token.Text));
            case TokenKind.Whole or TokenKind.Real:
                Advance();
                return Node(Number(token, negative: false, token.Span));
            case TokenKind.Identifier:
                return Word();
            default:
                return token.Is("(") ? Parenthesised() : throw ExpressionExpected();
        }
    }

    private Syntax Parenthesised()
    {
        Advance();
        var inner = Expression();
        Expect(")", "')' or operator expected");
        return inner;
    }

    private Syntax Word()
    {
        var name = Advance();
        if (IsSpelled(name, "true"))
            return Node(new LiteralSyntax(name.Span, true, "true"));
        if (IsSpelled(name, "false"))
            return Node(new LiteralSyntax(name.Span, false, "false"));
        if (IsSpelled(name, "null"))
            return Node(new LiteralSyntax(name.Span, null, "null"));
        if (IsSpelled(name, "new") && (Current.Is("(") || Current.Is("{")))
            return NewObject(name);
        if (IsSpelled(name, "new") && Current.Is("["))
            return NewArray(name);
        if (Take("=>"))
        {
            Enter();
            var body = Expression();
            return Leave(Node(new LambdaSyntax(TextSpan.Between(name.Span, body.Span), name.Text, body), body));
        }
        if (!Take("("))
            return Node(new NameSyntax(name.Span, name.Text));
        var arguments = Arguments(")", atLeastOne: false);
        return Node(new CallSyntax(TextSpan.Between(name.Span, Previous.Span), null, name.Text, name.Span, arguments), [.. arguments]);
    }

    private NewObjectSyntax NewObject(Token keyword)
    {
        var close = Advance().Is("(") ? ")" : "}";
        var members = ImmutableArray.CreateBuilder<(string, Syntax)>();
        var values = new List<Syntax>();
        do
        {
            var value = Expression();
            values.Add(value);
            if (IsWord("as"))
            {
                Advance();
                if (Current.Kind != TokenKind.Identifier)
                    throw Error("Identifier expected");
                members.Add((Advance().Text, value));
            }
            else if (value is MemberSyntax member)
                members.Add((member.Name, value));
            else if (value is NameSyntax plain)
                members.Add((plain.Name, value));
            else
                throw new RuleSyntaxException(DiagnosticCodes.Syntax, "Expression is missing an 'as' clause", value.Span);
        }
        while (Take(","));
        Expect(close, $"'{close}' or ',' expected");
        return Node(new NewObjectSyntax(TextSpan.Between(keyword.Span, Previous.Span), members.DrainToImmutable()), [.. values]);
    }

    private NewArraySyntax NewArray(Token keyword)
    {
        Advance();
        Expect("]", "']' expected");
        Expect("{", "'{' expected");
        var items = Arguments("}", atLeastOne: true);
        return Node(new NewArraySyntax(TextSpan.Between(keyword.Span, Previous.Span), items), [.. items]);
    }

    private ImmutableArray<Syntax> Arguments(string close, bool atLeastOne)
    {
        if (!atLeastOne && Take(close))
            return [];
        var arguments = ImmutableArray.CreateBuilder<Syntax>();
        do
            arguments.Add(Expression());
        while (Take(","));
        Expect(close, $"'{close}' or ',' expected");
        return arguments.DrainToImmutable();
    }

    private static LiteralSyntax Number(Token token, bool negative, TextSpan first)
    {
        var literal = token.Kind == TokenKind.Whole ? Numbers.Integer(token, negative) : Numbers.Real(token, negative);
        return literal with { Span = TextSpan.Between(first, token.Span) };
    }

    private Token Previous => _tokens[_position - 1];

    private Token Advance() => _tokens[_position++];

    private bool Take(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        _position++;
        return true;
    }

    private bool IsWord(string word) => Current.Kind == TokenKind.Identifier && IsSpelled(Current, word);

    private bool IsSpelled(Token token, string word) =>
        string.Equals(token.Text, word, _caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private void Expect(string symbol, string message)
    {
        if (!Take(symbol))
            throw new RuleSyntaxException(DiagnosticCodes.UnbalancedBracket, message, Current.Span);
    }

    private T Node<T>(T syntax, params ReadOnlySpan<Syntax> children)
        where T : Syntax
    {
        foreach (var child in children)
            syntax.Height = Math.Max(syntax.Height, child.Height + 1);
        if (syntax.Height > Limits.ExpressionHeight)
            throw new RuleSyntaxException(DiagnosticCodes.LimitExceeded,
                $"The expression chains more than {Limits.ExpressionHeight} operators (limit ExpressionHeight)", syntax.Span,
                "write x in (a, b, c), or several rules");
        if (++_nodes > Limits.ExpressionNodes)
            throw new RuleSyntaxException(DiagnosticCodes.LimitExceeded,
                $"The expression has more than {Limits.ExpressionNodes} parts (limit ExpressionNodes)", syntax.Span);
        return syntax;
    }

    private void Enter()
    {
        if (++_depth > Limits.ExpressionDepth)
            throw new RuleSyntaxException(DiagnosticCodes.LimitExceeded,
                $"The expression is nested deeper than {Limits.ExpressionDepth} (limit ExpressionDepth)", Current.Span);
    }

    private Syntax Leave(Syntax syntax)
    {
        _depth--;
        return syntax;
    }

    private RuleSyntaxException Error(string message, string? suggestion = null) => new(DiagnosticCodes.Syntax, message, Current.Span, suggestion);

    private RuleSyntaxException ExpressionExpected() => Error("Expression expected", true switch
    {
        _ when _position == 0 => null,
        _ when Previous.Is("=") && (Current.Is("<") || Current.Is(">")) => $"write {Current.Text}=",
        _ when Current.Is("[") => "write in (a, b) or new[] {a, b}",
        _ when Current.Is("+") => "there is no sign +: leave it out",
        _ => null,
    });

    private RuleSyntaxException Unexpected() => Current.Kind == TokenKind.End
        ? ExpressionExpected()
        : Error($"Syntax error: unexpected '{Current.Text}'", true switch
        {
            _ when IsWord("is") => "write x == \"Name\", or is(x, \"Type\")",
            _ when IsWord("not") => "write !(x in (a, b))",
            _ when IsWord("between") => "write x >= a && x <= b",
            _ when _position >= 3 && Previous.Is(")") && _tokens[_position - 2].Kind == TokenKind.Identifier && _tokens[_position - 3].Is("(") =>
                $"write {_tokens[_position - 2].Text}(...) to convert",
            _ => null,
        });
}
