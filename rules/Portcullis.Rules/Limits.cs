namespace Portcullis.Rules;

/// <summary>Every bound of the engine by name; an error that a bound causes names it.</summary>
public static class Limits
{
    /// <summary>Characters in one rule file.</summary>
    public const int FileLength = 4 * 1024 * 1024;

    /// <summary>Depth of JSON nesting in a rule file; nested rules cost two each.</summary>
    public const int JsonDepth = 64;

    /// <summary>Characters in one expression.</summary>
    public const int ExpressionLength = 16 * 1024;

    /// <summary>Nesting of one expression: parentheses, unary operators, arguments, branches.</summary>
    public const int ExpressionDepth = 200;

    /// <summary>Height of an expression's tree: the longest chain of operators or members.</summary>
    public const int ExpressionHeight = 500;

    /// <summary>Syntax nodes in one expression.</summary>
    public const int ExpressionNodes = 4_000;

    /// <summary>Rules in one rule set, children included.</summary>
    public const int Rules = 4_096;

    /// <summary>Depth of injected workflows.</summary>
    public const int InjectionDepth = 16;

    /// <summary>Characters of a string that a rule makes.</summary>
    public const int StringLength = 64 * 1024;

    /// <summary>Items that one pass may visit in collections, all rules together.</summary>
    public const int CollectionWork = 100_000;

    /// <summary>Characters of a rendered message; the rest is cut.</summary>
    public const int MessageLength = 8 * 1024;

    /// <summary>Diagnostics that one load reports; the rest is counted in a last one.</summary>
    public const int Diagnostics = 500;
}
