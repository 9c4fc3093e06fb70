using System.Collections.Frozen;

namespace Portcullis.Rules.Language;

/// <summary>Binary operators by spelling with their precedence. All comparisons share one level, and so do <c>&amp;</c> and <c>|</c>: files of the original mean that.</summary>
internal static class OperatorTable
{
    public const int LowestPrecedence = 1;

    /// <summary><c>in</c> binds looser than comparisons and tighter than <c>and</c>.</summary>
    public const int InPrecedence = 3;

    private static readonly (string Spelling, BinaryOperator Operator, int Precedence)[] Rows =
    [
        ("||", BinaryOperator.Or, 1), ("or", BinaryOperator.Or, 1), ("OrElse", BinaryOperator.Or, 1),
        ("&&", BinaryOperator.And, 2), ("and", BinaryOperator.And, 2), ("AndAlso", BinaryOperator.And, 2),
        ("|", BinaryOperator.BitwiseOr, 4), ("&", BinaryOperator.BitwiseAnd, 4),
        ("=", BinaryOperator.Equal, 5), ("==", BinaryOperator.Equal, 5), ("eq", BinaryOperator.Equal, 5), ("equal", BinaryOperator.Equal, 5),
        ("!=", BinaryOperator.NotEqual, 5), ("<>", BinaryOperator.NotEqual, 5), ("ne", BinaryOperator.NotEqual, 5),
        ("neq", BinaryOperator.NotEqual, 5), ("notequal", BinaryOperator.NotEqual, 5),
        ("<", BinaryOperator.Less, 5), ("lt", BinaryOperator.Less, 5), ("LessThan", BinaryOperator.Less, 5),
        ("<=", BinaryOperator.LessOrEqual, 5), ("le", BinaryOperator.LessOrEqual, 5), ("LessThanEqual", BinaryOperator.LessOrEqual, 5),
        (">", BinaryOperator.Greater, 5), ("gt", BinaryOperator.Greater, 5), ("GreaterThan", BinaryOperator.Greater, 5),
        (">=", BinaryOperator.GreaterOrEqual, 5), ("ge", BinaryOperator.GreaterOrEqual, 5),
        ("GreaterThanEqual", BinaryOperator.GreaterOrEqual, 5),
        ("<<", BinaryOperator.ShiftLeft, 6), (">>", BinaryOperator.ShiftRight, 6),
        ("+", BinaryOperator.Add, 7), ("-", BinaryOperator.Subtract, 7),
        ("*", BinaryOperator.Multiply, 8), ("/", BinaryOperator.Divide, 8), ("%", BinaryOperator.Remainder, 8), ("mod", BinaryOperator.Remainder, 8),
    ];

    private static readonly FrozenDictionary<string, (BinaryOperator Operator, int Precedence)> Exact =
        Rows.ToFrozenDictionary(row => row.Spelling, row => (row.Operator, row.Precedence), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (BinaryOperator Operator, int Precedence)> AnyCase =
        Rows.ToFrozenDictionary(row => row.Spelling, row => (row.Operator, row.Precedence), StringComparer.OrdinalIgnoreCase);

    public static bool TryFind(Token token, bool caseSensitive, out BinaryOperator @operator, out int precedence)
    {
        (@operator, precedence) = (default, 0);
        if (token.Kind is not (TokenKind.Symbol or TokenKind.Identifier))
            return false;
        var found = (caseSensitive ? Exact : AnyCase).TryGetValue(token.Text, out var row);
        (@operator, precedence) = row;
        return found;
    }

    public static string Symbol(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.BitwiseOr => "|",
        BinaryOperator.BitwiseAnd => "&",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Remainder => "%",
        _ => "??",
    };
}
