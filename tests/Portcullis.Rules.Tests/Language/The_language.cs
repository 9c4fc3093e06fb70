using System.Globalization;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Tests.Language;

/// <summary>
/// Holds every construct of the language to a value and a type, as <c>language.txt</c> lists them: the operators with their precedence, the number
/// types with their promotions, literals, absent values, text, enums, lists, dates, conversions, and what has no meaning.
/// </summary>
public sealed class The_language
{
    private const string Arrow = " ==> ";

    private static readonly FactModel Model = FactModel.Of<LanguageFacts>();
    private static readonly RuleSetOptions Options = new() { Types = [typeof(Side), typeof(OrdType), typeof(RiskUtils)] };

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Each_expression_comes_to_what_the_table_says_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new(culture) { NumberFormat = { NumberDecimalSeparator = culture.Length == 0 ? "." : "," } };
            var wrong = Rows().Select(row => (row, Actual: Value(row.Expression))).Where(pair => pair.Actual != pair.row.Expected)
                .Select(pair => $"{pair.row.Expression}{Arrow}{pair.Actual}, not {pair.row.Expected}");

            wrong.ShouldBeEmpty();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_refused_is_refused_with_a_place_inside_the_text()
    {
        foreach (var (expression, _) in Rows().Where(row => row.Expected == "refused"))
        {
            var refusal = Should.Throw<RuleSyntaxException>(() => RuleExpression.Compile<LanguageFacts>(expression, Model, Options), expression);
            refusal.Span.Start.ShouldBeInRange(0, expression.Length, expression);
            refusal.Code.ShouldStartWith("PR", customMessage: expression);
        }
    }

    private static string Value(string expression)
    {
        RuleExpression<LanguageFacts> compiled;
        try
        {
            compiled = RuleExpression.Compile<LanguageFacts>(expression, Model, Options);
        }
        catch (RuleSyntaxException)
        {
            return "refused";
        }
        try
        {
            return compiled.Evaluate(new()) is { } value ? $"{value.GetType().Name} {Show(value)}" : "null null";
        }
        catch (Exception exception) when (exception is not InvalidProgramException)
        {
            return "error";
        }
    }

    private static string Show(object value) => value switch
    {
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IEnumerable<(string Expression, string Expected)> Rows() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Language", "language.txt"))
        where line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)
        let at = line.LastIndexOf(Arrow, StringComparison.Ordinal)
        select (line[..at], line[(at + Arrow.Length)..]);
}
