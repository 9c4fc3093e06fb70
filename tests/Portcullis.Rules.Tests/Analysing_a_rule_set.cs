using System.Collections.Immutable;

namespace Portcullis.Rules.Tests;

public sealed class Analysing_a_rule_set
{
    private sealed record Measured([property: FactInfo("How much is held", Unit = "contracts", Min = 0, Max = 1000)] int Held, int Free, decimal Price, string Symbol, DayOfWeek Day);

    private sealed record Inputs(Measured Book);

    [Theory]
    [InlineData("book.Held >= 0", DiagnosticCodes.AlwaysTrue)]
    [InlineData("book.Held > 1000", DiagnosticCodes.AlwaysFalse)]
    [InlineData("book.Free <= 5000000000", DiagnosticCodes.AlwaysTrue)]
    [InlineData("1 > 2", DiagnosticCodes.AlwaysFalse)]
    [InlineData("book.Held < 5 && book.Held > 10", DiagnosticCodes.AlwaysFalse)]
    [InlineData("book.Price / book.Free > 1", DiagnosticCodes.DivisionByZero)]
    [InlineData("book.Free * 2 > 1", DiagnosticCodes.Overflow)]
    [InlineData("book.Price > 10 && book.Price < 5", DiagnosticCodes.Contradiction)]
    [InlineData("book.Symbol == \"ES\" && book.Symbol == \"NQ\"", DiagnosticCodes.Contradiction)]
    [InlineData("book.Symbol == \"ES\" && \"ES\" != book.Symbol", DiagnosticCodes.Contradiction)]
    [InlineData("book.Day == \"Monday\" && book.Day == \"Friday\"", DiagnosticCodes.Contradiction)]
    public void A_suspicious_expression_is_pointed_at(string expression, string code)
    {
        var diagnostics = Load(("R", expression));
        diagnostics.ShouldContain(diagnostic => diagnostic.Code == code, string.Join("\n", diagnostics));
        diagnostics.ShouldAllBe(diagnostic => diagnostic.Line == 1 && diagnostic.Column > 1);
    }

    [Theory]
    [InlineData("book.Free != 0 && book.Price / book.Free > 1")]
    [InlineData("book.Free > 0 ? book.Price / book.Free > 1 : true")]
    [InlineData("book.Free == 0 || book.Price / book.Free > 1")]
    [InlineData("book.Held * 2 + 5 > 100")]
    [InlineData("book.Price > 10 && book.Price < 50")]
    [InlineData("book.Symbol == \"ES\" || book.Symbol == \"NQ\"")]
    [InlineData("book.Symbol != \"ES\" && book.Symbol != \"NQ\"")]
    [InlineData("book.Symbol == \"ES\" && book.Symbol != \"NQ\"")]
    public void A_sound_expression_is_left_alone(string expression) => Load(("R", expression)).ShouldBeEmpty();

    [Fact]
    public void A_looser_rule_beside_a_tighter_one_is_shadowed()
    {
        var diagnostics = Load(("Tight", "book.Price < 50"), ("Loose", "book.Price <= 80"));
        diagnostics.ShouldHaveSingleItem().Message.ShouldContain("'Tight' is tighter");
    }

    [Fact]
    public void Rules_that_cannot_both_pass_contradict_each_other()
    {
        Load(("Low", "book.Price < 50"), ("High", "60 <= book.Price")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Contradiction);
        Load(("One", "book.Symbol == \"ES\""), ("Other", "book.Symbol == \"NQ\"")).ShouldHaveSingleItem().Message
            .ShouldBe("'book.Symbol == \"NQ\"' and 'book.Symbol == \"ES\"' of the rule 'One' never hold together");
    }

    [Fact]
    public void Unused_parameters_missing_messages_and_wrong_placeholders_are_warned_of()
    {
        var load = RuleSet.Load<Inputs>([new("sample.json", """
            { "WorkflowName": "W", "GlobalParams": [{ "Name": "spare", "Expression": "1" }], "Rules": [
              { "RuleName": "A", "Expression": "book.Price > 1" },
              { "RuleName": "B", "Expression": "book.Held > 1", "ErrorMessage": "$(book.Prize) $(Book.Price)" }] }
            """)]);
        load.Succeeded.ShouldBeTrue();
        load.Diagnostics.Select(diagnostic => (diagnostic.Code, diagnostic.Line)).ShouldBe(
        [
            (DiagnosticCodes.MissingMessage, 2), (DiagnosticCodes.UnknownPlaceholder, 3), (DiagnosticCodes.UnknownPlaceholder, 3),
            (DiagnosticCodes.UnusedParameter, 1),
        ]);
    }

    private static ImmutableArray<Diagnostic> Load(params (string Name, string Expression)[] rules) => RuleSet.Load<Inputs>([Sample.File(rules)]).Diagnostics;
}
