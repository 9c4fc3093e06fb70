using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Portcullis.Rules.Language;

/// <summary>Cuts an expression's text into tokens. Each character is looked at once; nothing here can recurse.</summary>
public static class Lexer
{
    private static readonly string[] TwoCharacterSymbols =
        ["&&", "||", "==", "!=", "<>", "<=", ">=", "<<", ">>", "??", "?.", "=>"];

    private const string OneCharacterSymbols = "()[]{},.:?+-*/%&|=<>!";

    public static ImmutableArray<Token> Read(string text)
    {
        if (text.Length > Limits.ExpressionLength)
            throw new RuleSyntaxException(DiagnosticCodes.LimitExceeded,
                $"The expression has {text.Length} characters; the limit ExpressionLength is {Limits.ExpressionLength}", new(0, 0));
        var tokens = ImmutableArray.CreateBuilder<Token>();
        var position = 0;
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
                position++;
            if (position == text.Length)
                break;
            var token = Next(text, position);
            tokens.Add(token);
            position = token.Span.End;
        }
        tokens.Add(new(TokenKind.End, "", new(text.Length, 0)));
        return tokens.DrainToImmutable();
    }

    private static Token Next(string text, int start)
    {
        var first = text[start];
        if (char.IsLetter(first) || first is '_' or '@')
            return Identifier(text, start);
        if (char.IsAsciiDigit(first))
            return Number(text, start);
        if (first is '"' or '\'')
            return Quoted(text, start);
        foreach (var symbol in TwoCharacterSymbols)
            if (string.CompareOrdinal(text, start, symbol, 0, 2) == 0)
                return new(TokenKind.Symbol, symbol, new(start, 2));
        if (OneCharacterSymbols.Contains(first, StringComparison.Ordinal))
            return new(TokenKind.Symbol, first.ToString(), new(start, 1));
        throw new RuleSyntaxException(DiagnosticCodes.Syntax, $"Syntax error '{Printable(first)}'", new(start, 1));
    }

    private static Token Identifier(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        var name = text[start] == '@' ? text[(start + 1)..end] : text[start..end];
        return new(TokenKind.Identifier, name, new(start, end - start));
    }

    private static Token Number(string text, int start)
    {
        var end = start;
        var real = false;
        if (text[start] == '0' && start + 1 < text.Length && text[start + 1] is 'x' or 'X' or 'b' or 'B')
        {
            end = start + 2;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
                end++;
        }
        else
        {
            end = Digits(text, end);
            if (end < text.Length && text[end] == '.')
            {
                if (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1]))
                    throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "Digit expected", new(end + 1, 0), "write (5).ToString() for a member of a number");
                real = true;
                end = Digits(text, end + 1);
            }
            if (end < text.Length && text[end] is 'e' or 'E')
            {
                var exponent = end + 1;
                if (exponent < text.Length && text[exponent] is '+' or '-')
                    exponent++;
                if (exponent == text.Length || !char.IsAsciiDigit(text[exponent]))
                    throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "Digit expected", new(exponent, 0));
                real = true;
                end = Digits(text, exponent);
            }
        }
        while (end < text.Length && "uUlLfFdDmM".Contains(text[end], StringComparison.Ordinal))
        {
            real |= "fFdDmM".Contains(text[end], StringComparison.Ordinal);
            end++;
        }
        if (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, $"Syntax error: '{Printable(text[end])}' in a number", new(end, 1));
        return new(real ? TokenKind.Real : TokenKind.Whole, text[start..end], new(start, end - start));
    }

    private static int Digits(string text, int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
            from++;
        return from;
    }

    private static Token Quoted(string text, int start)
    {
        var quote = text[start];
        var value = new StringBuilder();
        for (var position = start + 1; position < text.Length; position++)
        {
            var character = text[position];
            if (character == '\\')
                value.Append(Escape(text, ref position));
            else if (character != quote)
                value.Append(character);
            else if (quote == '"' && position + 1 < text.Length && text[position + 1] == quote)
                value.Append(text[++position]);
            else
                return Closed(quote, value.ToString(), new(start, position + 1 - start));
        }
        throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "Unterminated string literal", new(start, text.Length - start));
    }

    private static Token Closed(char quote, string value, TextSpan span)
    {
        if (quote == '"')
            return new(TokenKind.Text, value, span);
        if (value.Length != 1)
            throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "Character literal must contain exactly one character", span,
                "write text in double quotes");
        return new(TokenKind.Character, value, span);
    }

    private static char Escape(string text, ref int position)
    {
        var start = position++;
        var code = position < text.Length ? text[position] : '\0';
        switch (code)
        {
            case '"' or '\'' or '\\': return code;
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '0': return '\0';
            case 'u' when position + 4 < text.Length
                && ushort.TryParse(text.AsSpan(position + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit):
                position += 4;
                return (char)unit;
            default:
                throw new RuleSyntaxException(DiagnosticCodes.BadLiteral, "Unknown escape in a string literal",
                    new(start, Math.Min(2, text.Length - start)), "known are \\\" \\' \\\\ \\n \\r \\t \\0 \\uXXXX");
        }
    }

    private static string Printable(char character) =>
        char.IsControl(character) || char.IsSurrogate(character)
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}")
            : character.ToString();
}
