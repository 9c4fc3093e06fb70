namespace Portcullis.Rules.Language;

public enum TokenKind : byte
{
    End,
    Identifier,
    Text,
    Character,
    Whole,
    Real,
    Symbol,
}

/// <summary>One token. <paramref name="Text"/> is the symbol or name, the decoded string, or a number as written.</summary>
public readonly record struct Token(TokenKind Kind, string Text, TextSpan Span)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
