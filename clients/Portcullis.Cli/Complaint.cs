using System.CommandLine.Parsing;

namespace Portcullis.Cli;

/// <summary>What is said of a value that can't be read: what is wanted, not the name of a type.</summary>
internal static class Complaint
{
    private const string OfTheParser = "Cannot parse argument";

    public static string Of(ParseError error) =>
        !error.Message.StartsWith(OfTheParser, StringComparison.Ordinal) ? error.Message : error.SymbolResult switch
        {
            OptionResult { Option: var option } result => Say(option.Name, option.ValueType, result.Tokens),
            ArgumentResult { Parent: OptionResult { Option: var option } } result => Say(option.Name, option.ValueType, result.Tokens),
            ArgumentResult { Argument: var argument } result => Say(argument.Name, argument.ValueType, result.Tokens),
            _ => error.Message,
        };

    private static string Say(string name, Type type, IReadOnlyList<Token> given) =>
        $"{name} wants {Wanted(Nullable.GetUnderlyingType(type) ?? type)}, not '{string.Join(' ', given.Select(token => token.Value))}'.";

    private static string Wanted(Type type)
    {
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(decimal) || type == typeof(double)) return "a number such as 1.5";
        if (type == typeof(DateOnly)) return "a day such as 2026-03-02";
        return "another value";
    }
}
