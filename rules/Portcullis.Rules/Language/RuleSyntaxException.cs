namespace Portcullis.Rules.Language;

/// <summary>Text that is not an expression, or one that means nothing against the facts; caught by the loader and reported as a diagnostic.</summary>
public sealed class RuleSyntaxException(string code, string message, TextSpan span, string? suggestion = null) : Exception(message)
{
    public string Code { get; } = code;

    public TextSpan Span { get; } = span;

    public string? Suggestion { get; } = suggestion;
}
