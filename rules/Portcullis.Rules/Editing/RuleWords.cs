using Portcullis.Rules.Language;

namespace Portcullis.Rules.Editing;

/// <summary>An expression in words, for people who do not read operators.</summary>
internal static class RuleWords
{
    /// <summary>The words, or the text itself where it does not parse.</summary>
    public static string Of(string expression)
    {
        try
        {
            return Say(Parser.Parse(expression), outer: 0);
        }
        catch (RuleSyntaxException)
        {
            return expression;
        }
    }

    private static string Say(Syntax syntax, int outer) => syntax switch
    {
        LiteralSyntax { Value: string text } => $"\"{text}\"",
        LiteralSyntax { Value: null } => "absent",
        LiteralSyntax literal => literal.Text,
        NameSyntax name => name.Name,
        MemberSyntax member => $"{Say(member.Target, 9)}.{member.Name}",
        IndexSyntax index => $"{Say(index.Target, 9)}[{List(index.Arguments)}]",
        CallSyntax { Target: null } call => $"{call.Name}({List(call.Arguments)})",
        CallSyntax call => $"{Say(call.Target!, 9)}.{call.Name}({List(call.Arguments)})",
        UnarySyntax { Operator: UnaryOperator.Not } not => Grouped($"not {Say(not.Operand, 8)}", 7, outer),
        UnarySyntax negate => $"-{Say(negate.Operand, 8)}",
        ConditionalSyntax choice =>
            Grouped($"if {Say(choice.Test, 1)} then {Say(choice.WhenTrue, 1)}, otherwise {Say(choice.WhenFalse, 1)}", 0, outer),
        InSyntax { Collection: { } collection } @in => $"{Say(@in.Item, 4)} is in {Say(collection, 4)}",
        InSyntax @in => $"{Say(@in.Item, 4)} is one of {List(@in.Items)}",
        LambdaSyntax lambda => $"{lambda.Parameter} with {Say(lambda.Body, 0)}",
        NewArraySyntax array => $"[{List(array.Items)}]",
        BinarySyntax binary => Binary(binary, outer),
        _ => "...",
    };

    private static string Binary(BinarySyntax syntax, int outer)
    {
        var absent = syntax.Right is LiteralSyntax { Value: null };
        var (words, precedence) = syntax.Operator switch
        {
            BinaryOperator.Or => ("or", 1),
            BinaryOperator.And => ("and", 2),
            BinaryOperator.Equal => ("is", 4),
            BinaryOperator.NotEqual => ("is not", 4),
            BinaryOperator.Less => ("is below", 4),
            BinaryOperator.LessOrEqual => ("is at most", 4),
            BinaryOperator.Greater => ("is above", 4),
            BinaryOperator.GreaterOrEqual => ("is at least", 4),
            BinaryOperator.Coalesce => ("or, if absent,", 1),
            BinaryOperator.Add => ("plus", 5),
            BinaryOperator.Subtract => ("less", 5),
            BinaryOperator.Multiply => ("times", 6),
            BinaryOperator.Divide => ("divided by", 6),
            _ => (OperatorTable.Symbol(syntax.Operator), 6),
        };
        var right = absent ? "absent" : Say(syntax.Right, precedence + 1);
        return Grouped($"{Say(syntax.Left, precedence)} {words} {right}", precedence, outer);
    }

    private static string Grouped(string words, int precedence, int outer) => precedence < outer ? $"({words})" : words;

    private static string List(IEnumerable<Syntax> items) => string.Join(", ", items.Select(item => Say(item, 0)));
}
