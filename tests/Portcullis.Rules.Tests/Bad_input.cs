using System.Globalization;
using System.Text;
using Portcullis.Rules.Files;

namespace Portcullis.Rules.Tests;

public sealed class Bad_input
{
    public static TheoryData<string, string> Texts => new()
    {
        { new string('(', 100_000) + "1" + new string(')', 100_000), DiagnosticCodes.LimitExceeded },
        { new string('(', 5_000) + "1" + new string(')', 5_000), DiagnosticCodes.LimitExceeded },
        { new string('!', 5_000) + "true", DiagnosticCodes.LimitExceeded },
        { new string('-', 5_000) + "1 == 1", DiagnosticCodes.LimitExceeded },
        { string.Join(" && ", Enumerable.Repeat("true", 2_000)), DiagnosticCodes.LimitExceeded },
        { "order" + string.Concat(Enumerable.Repeat(".Symbol", 2_000)), DiagnosticCodes.LimitExceeded },
        { string.Concat(Enumerable.Repeat("np(", 3_000)) + "1", DiagnosticCodes.LimitExceeded },
        { string.Concat(Enumerable.Repeat("true ? ", 1_500)) + "1", DiagnosticCodes.LimitExceeded },
        { "order.Symbol == \"" + new string('x', 20_000) + "\"", DiagnosticCodes.LimitExceeded },
        { "order.Quantity in (" + string.Join(",", Enumerable.Range(0, 4_000)) + ")", DiagnosticCodes.LimitExceeded },
        { "1 == " + new string('9', 400), DiagnosticCodes.BadLiteral },
        { "1 == 1e999", DiagnosticCodes.BadLiteral },
        { "1 == -9223372036854775809", DiagnosticCodes.BadLiteral },
        { "order.Price == 1e40m", DiagnosticCodes.BadLiteral },
        { "(order.HasStop", DiagnosticCodes.UnbalancedBracket },
        { "order.HasStop)", DiagnosticCodes.Syntax },
        { "order.Limits[1", DiagnosticCodes.UnbalancedBracket },
        { "\"never closed", DiagnosticCodes.BadLiteral },
        { "order.HasStop \u0000", DiagnosticCodes.Syntax },
        { "order.HasStop; order.HasStop", DiagnosticCodes.Syntax },
        { "1 /* c */ == 1", DiagnosticCodes.Syntax },
        { "order.Client?.Name == null", DiagnosticCodes.UnknownFact },
        { "𝔸 == 1", DiagnosticCodes.Syntax },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_hostile_expression_is_refused_with_its_place(string expression, string code)
    {
        var refusal = Sample.Refusal(expression);
        new[] { code, DiagnosticCodes.Syntax, DiagnosticCodes.UnbalancedBracket }.ShouldContain(refusal.Code);
        refusal.Message.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("order.GetType().Name == \"x\"")]
    [InlineData("\"\".GetType().Assembly.Location.Length > 0")]
    [InlineData("System.Environment.MachineName != null")]
    [InlineData("Environment.MachineName != null")]
    [InlineData("Type.GetType(\"System.Environment\") != null")]
    [InlineData("DateTime.Now.Year > 2000")]
    [InlineData("DateTime.UtcNow.Year > 2000")]
    [InlineData("DateTime.Today.Year > 2000")]
    [InlineData("Guid.NewGuid().ToString() != null")]
    [InlineData("account.Limits.TryAdd(\"CL\", 999m)")]
    [InlineData("account.Limits.Remove(\"ES\")")]
    [InlineData("news.NotForRules()")]
    [InlineData("order.ToString() != null")]
    [InlineData("order.Symbol.GetHashCode() != 0")]
    [InlineData("System.IO.File.Exists(\"/etc/passwd\")")]
    [InlineData("Convert.FromBase64String(\"QQ==\").Length == 1")]
    [InlineData("Uri(\"http://x/\").Host == \"x\"")]
    [InlineData("Math.GetType() != null")]
    [InlineData("as(order, \"System.Object\") != null")]
    [InlineData("order.EqualityContract != null")]
    public void What_is_not_listed_cannot_be_reached(string expression) => Sample.Refusal(expression).Code.ShouldStartWith("PR3");

    [Theory]
    [InlineData("Enumerable.Range(0, 2000000000).Any(it < 0)")]
    [InlineData("Enumerable.Range(0, 99000).Any(x => Enumerable.Range(0, 99000).Any(y => y < 0))")]
    [InlineData("\"\".PadLeft(2000000000).Length == 1")]
    [InlineData("string('a', 1000000).Length == 1")]
    [InlineData("order.Symbol.PadLeft(60000).Replace(\" \", order.Symbol.PadLeft(60000)).Length == 1")]
    public void Work_without_end_is_an_error_that_names_its_limit(string expression)
    {
        var explanation = Sample.One(expression).Explain(new(), 0);
        explanation.ErrorCode.ShouldBe(RuleErrorCodes.LimitExceeded);
        explanation.Error.ShouldNotBeNull().ShouldContain("limit");
        Sample.Outcome(expression).ShouldBe(RuleOutcome.Error);
    }

    [Theory]
    [InlineData("{", DiagnosticCodes.InvalidJson)]
    [InlineData("", DiagnosticCodes.InvalidJson)]
    [InlineData("[]]", DiagnosticCodes.InvalidJson)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true" },] }""", DiagnosticCodes.InvalidJson)]
    [InlineData("""{ "WorkflowName": "W", /* c */ "Rules": [] }""", DiagnosticCodes.InvalidJson)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [] }""", DiagnosticCodes.NothingToEvaluate)]
    [InlineData("""{ "Rules": [{ "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.MissingName)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "Expression": "true" }] }""", DiagnosticCodes.MissingName)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A" }] }""", DiagnosticCodes.MissingExpression)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true" }, { "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.DuplicateName)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true", "Expression": "false" }] }""", DiagnosticCodes.DuplicateMember)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "expression": "true" }] }""", DiagnosticCodes.WrongCase)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expresion": "true" }] }""", DiagnosticCodes.UnknownMember)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true", "Enabled": "yes" }] }""", DiagnosticCodes.WrongType)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Operator": "and", "Rules": [{ "RuleName": "B", "Expression": "true" }] }] }""", DiagnosticCodes.UnknownOperator)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Rules": [{ "RuleName": "B", "Expression": "true" }] }] }""", DiagnosticCodes.UnknownOperator)]
    [InlineData("""{ "WorkflowName": "W", "WorkflowsToInject": ["V"], "Rules": [{ "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.MissingWorkflow)]
    [InlineData("""{ "WorkflowName": "W", "WorkflowsToInject": ["W"], "Rules": [{ "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.InjectionCycle)]
    [InlineData("""[{ "WorkflowName": "V", "WorkflowsToInject": ["W"] }, { "WorkflowName": "W", "WorkflowsToInject": ["V"] }]""", DiagnosticCodes.InjectionCycle)]
    [InlineData("""{ "WorkflowName": "W", "GlobalParams": [{ "Name": "order", "Expression": "1" }], "Rules": [{ "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.NameHidesFact)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true", "LocalParams": [{ "Name": "x", "Expression": "1" }, { "Name": "x", "Expression": "2" }] }] }""", DiagnosticCodes.DuplicateName)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "order.Confirmed" }] }""", DiagnosticCodes.NotBoolean)]
    [InlineData("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "A", "Expression": "true", "Actions": { "OnSuccess": { "Name": "Nope" } } }] }""", DiagnosticCodes.UnknownAction)]
    [InlineData("""{ "WorkflowName": "W", "RuleExpressionType": "LambdaExpression", "Rules": [{ "RuleName": "A", "Expression": "true" }] }""", DiagnosticCodes.WrongType)]
    public void A_broken_file_is_refused_with_its_place(string json, string code)
    {
        var load = RuleSet.Load<SampleFacts>([new("bad.json", json)]);
        load.Succeeded.ShouldBeFalse();
        load.Diagnostics.ShouldContain(diagnostic => diagnostic.Code == code && diagnostic.Severity == DiagnosticSeverity.Error, string.Join("\n", load.Diagnostics));
        load.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Path == "bad.json" && diagnostic.Line >= 1 && diagnostic.Column >= 1);
    }

    [Fact]
    public void Files_too_large_too_deep_or_not_utf8_are_refused()
    {
        RuleSet.Load<SampleFacts>([new("a", new string(' ', Limits.FileLength + 1))]).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.LimitExceeded);
        RuleSet.Load<SampleFacts>([new("a", new string('[', 100_000))]).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.InvalidJson);
        var path = Path.Combine(Path.GetTempPath(), $"portcullis-{Environment.ProcessId}-bad-utf8.json");
        try
        {
            File.WriteAllBytes(path, [(byte)'{', 0xC3, 0x28, (byte)'}']);
            var diagnostics = new List<Diagnostic>();
            RuleFolder.Read([path, path + ".missing"], diagnostics).ShouldBeEmpty();
            diagnostics.Select(diagnostic => diagnostic.Code).ShouldBe([DiagnosticCodes.Unreadable, DiagnosticCodes.Unreadable]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_megabyte_of_rules_is_refused_by_count_and_not_by_time()
    {
        var many = Enumerable.Range(0, Limits.Rules + 1).Select(index => ($"R{index}", "true")).ToArray();
        RuleSet.Load<SampleFacts>([Sample.File(many)]).Diagnostics.ShouldContain(diagnostic => diagnostic.Code == DiagnosticCodes.LimitExceeded);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_none_never_passes(double weight)
    {
        var facts = new SampleFacts { Order = new() { Weight = weight } };
        foreach (var expression in new[] { "order.Weight > 0", "order.Weight < 0", "!(order.Weight > 0)", "order.Weight != 0", "order.Weight == order.Weight", "Math.Abs(order.Weight) >= 0" })
            Sample.Outcome(expression, facts).ShouldBe(RuleOutcome.Error, expression);
    }

    [Theory]
    [InlineData("order.Symbol == \"ES\"")]
    [InlineData("order.Legs.Any(Quantity > 0)")]
    [InlineData("!(order.Quantity > 0)")]
    [InlineData("account.Owner.Name == \"x\"")]
    public void Null_facts_are_an_error(string expression) =>
        Sample.Outcome(expression, new() { Order = null!, Account = new() }).ShouldBe(RuleOutcome.Error);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("en-US")]
    public void The_culture_of_the_thread_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture) { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            foreach (var expression in new[]
            {
                "order.Price == 5000.25", "decimal.Parse(\"5000.25\") == order.Price", "order.Price.ToString(\"F2\") == \"5000.25\"", "order.Symbol + order.Price == \"ES5000.25\"",
                "\"TITLE\".ToLower() == \"title\"", "\"I\" > \"H\"", "\"a\" > \"B\"", "Convert.ToDecimal(\"1.5\") == 1.5m", "double.Parse(\"0.5\") == 0.5",
            })
                Sample.Outcome(expression).ShouldBe(RuleOutcome.Passed, expression);
            var rules = Sample.Load("""{ "WorkflowName": "W", "Rules": [{ "RuleName": "R", "Expression": "order.Price < 1", "ErrorMessage": "$(order.Price)" }] }""");
            rules.Message(new(), 0).ShouldBe("5000.25");
            rules.Explain(new(), 0).ToString().ShouldBe("order.Price = 5,000.25, must be < 1.00: over by 4,999.25");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_place_is_counted_through_escapes_and_wide_characters()
    {
        var load = RuleSet.Load<SampleFacts>([new("p.json", "{ \"WorkflowName\": \"é𝔸\",\n  \"Rules\": [{ \"RuleName\": \"é\", \"Expression\": \"\\u0022é\\\\\\\"\\u0022 == order.Nope\" }] }")]);
        var error = load.Diagnostics.ShouldHaveSingleItem();
        error.Line.ShouldBe(2);
        load.Diagnostics[0].Column.ShouldBe("  \"Rules\": [{ \"RuleName\": \"é\", \"Expression\": \"\\u0022é\\\\\\\"\\u0022 == order.".Length + 1);
        Encoding.UTF8.GetByteCount("é𝔸").ShouldBe(6);
    }
}
