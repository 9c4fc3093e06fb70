namespace Portcullis.Rules.Language;

/// <summary>A stretch of an expression's text, in UTF-16 units from its beginning.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan Between(TextSpan first, TextSpan last) => new(first.Start, last.End - first.Start);

    public string Of(string text) => text.Substring(Start, Length);
}
