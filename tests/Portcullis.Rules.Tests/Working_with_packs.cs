using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules.Analysis;
using Portcullis.Rules.Cases;
using Portcullis.Rules.Editing;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Parameters;

namespace Portcullis.Rules.Tests;

public sealed class Working_with_packs
{
    private const string Pack = """
        {
          "WorkflowName": "Limits",
          "GlobalParams": [{ "Name": "maxQuantity", "Expression": "5" }],
          "Rules": [
            { "RuleName": "Size", "Expression": "order.Quantity <= maxQuantity && order.Quantity > 0", "ErrorMessage": "At most $(maxQuantity)", "Properties": { "Reference": "page 3" } },
            { "RuleName": "Symbol", "Expression": "order.Symbol in (\"ES\", \"NQ\")", "ErrorMessage": "$(order.Symbol) is not allowed" }
          ]
        }
        """;

    private const string Sheet = """
        {
          "parameters": [{ "name": "maxQuantity", "type": "int", "unit": "contracts", "min": 1, "max": 50, "description": "Largest order" }],
          "profiles": { "small": { "maxQuantity": 3 }, "large": { "maxQuantity": 15 } }
        }
        """;

    [Fact]
    public void A_sheet_makes_one_pack_into_many_rule_sets()
    {
        var sheet = ParameterSheet.Read(new("limits.params.json", Sheet), out var diagnostics);
        diagnostics.ShouldBeEmpty();
        sheet!.Profiles.ShouldBe(["large", "small"]);
        foreach (var (profile, expected) in new[] { ("small", RuleOutcome.Failed), ("large", RuleOutcome.Passed) })
        {
            var rules = Sample.Load(Pack, new() { Parameters = sheet.For(profile) });
            var outcomes = rules.CreateOutcomes();
            rules.Evaluate(new(), outcomes);
            outcomes[0].ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("\"maxQuantity\": 3 } }", "\"maxQuantity\": 99 } }", DiagnosticCodes.ParameterRange)]
    [InlineData("\"maxQuantity\": 3 }", "\"maxQuantity\": \"3\" }", DiagnosticCodes.ParameterType)]
    [InlineData("\"maxQuantity\": 3 }", "\"maxQuantty\": 3 }", DiagnosticCodes.UnknownParameter)]
    [InlineData("\"maxQuantity\": 3 }", "}", DiagnosticCodes.MissingExpression)]
    [InlineData("\"int\"", "\"integer\"", DiagnosticCodes.ParameterType)]
    [InlineData("\"unit\"", "\"units\"", DiagnosticCodes.UnknownMember)]
    public void A_broken_sheet_is_refused_with_its_place(string from, string to, string code)
    {
        if (from.EndsWith("} }", StringComparison.Ordinal))
            (from, to) = ("\"maxQuantity\": 15", "\"maxQuantity\": 99");
        var sheet = ParameterSheet.Read(new("limits.params.json", Sheet.Replace(from, to, StringComparison.Ordinal)), out var diagnostics);
        sheet.ShouldBeNull();
        diagnostics.ShouldContain(diagnostic => diagnostic.Code == code && diagnostic.Line > 1);
    }

    [Fact]
    public void Cases_are_run_and_what_they_leave_untried_is_named()
    {
        var file = CaseFile.Read(new("limits.cases.json", """
            {
              "facts": { "Order": { "Quantity": 2, "Symbol": "ES" } },
              "cases": [
                { "name": "A small order passes", "expect": { "*": "Passed" } },
                { "name": "A large order is refused", "facts": { "order": { "Quantity": 6 } }, "expect": { "Size": "Failed" }, "messages": { "Size": "At most 5" } },
                { "name": "This one is wrong", "facts": { "order": { "Quantity": 6 } }, "expect": { "Size": "Passed", "Sise": "Failed" } }
              ]
            }
            """));
        var run = CaseRun.Of(Sample.Load(Pack), [file], FactJson.Read<SampleFacts>);
        run.Results.Select(result => result.Succeeded).ShouldBe([true, true, false]);
        run.Results[2].Differences.ShouldBe(["no rule is named 'Sise'", "Size: expected Passed, is Failed: order.Quantity = 6, must be <= 5: over by 1"]);
        run.Coverage.Missing().ShouldBe(
        [
            "rule Symbol: no failing case",
            "limit Size: no failing case for order.Quantity > 0",
            "branch Symbol: no failing case for order.Symbol == \"ES\"",
            "branch Symbol: no passing and no failing case for order.Symbol == \"NQ\"",
        ]);
    }

    [Fact]
    public void The_largest_admissible_size_is_found_with_the_rule_that_binds()
    {
        var rules = Sample.Load(Pack);
        for (var asked = 0; asked <= 40; asked++)
        {
            var found = LargestAdmissible.Find(rules, lots => new SampleFacts { Order = new() { Quantity = lots } }, asked);
            found.Lots.ShouldBe(Math.Min(asked, 5));
            found.BindingRule?.Name.ShouldBe("Size");
            (found.BindingRule is null).ShouldBe(asked <= 5);
        }
        LargestAdmissible.Find(rules, lots => new SampleFacts { Order = new() { Quantity = lots } }, 9).Explanation!.ToString()
            .ShouldBe("order.Quantity = 6, must be <= 5: over by 1");
    }

    [Theory]
    [InlineData("order.Quantity <= 5 && order.HasStop", "order.Quantity <= 3 && order.HasStop", RuleChange.Tightened, DifferenceProof.Bounds)]
    [InlineData("order.Quantity <= 5", "6 >= order.Quantity", RuleChange.Loosened, DifferenceProof.Bounds)]
    [InlineData("order.Quantity <= 5 && order.Price < 10", "order.Quantity <= 4 && order.Price < 11", RuleChange.Changed, DifferenceProof.Bounds)]
    [InlineData("order.Quantity <= 5", "order.Quantity < 5", RuleChange.Tightened, DifferenceProof.Bounds)]
    [InlineData("order.Quantity <= 5 || order.HasStop", "order.Quantity <= 5", RuleChange.Tightened, DifferenceProof.Sampling)]
    [InlineData("order.Quantity <= 5 && order.HasStop", "order.HasStop && !(order.Quantity > 5)", RuleChange.Reworded, DifferenceProof.Bounds)]
    [InlineData("order.HasStop || order.Quantity <= 5", "order.Quantity <= 5 || order.HasStop", RuleChange.Reworded, DifferenceProof.Sampling)]
    [InlineData("order.Side == \"Buy\"", "order.Side == \"Sell\"", RuleChange.Changed, DifferenceProof.Sampling)]
    public void A_difference_is_told_by_what_it_allows(string before, string after, RuleChange change, DifferenceProof proof)
    {
        var difference = RuleDifference.Between(Sample.One(before), Sample.One(after)).ShouldHaveSingleItem();
        (difference.Change, difference.Proof).ShouldBe((change, proof), difference.ToString());
    }

    [Fact]
    public void Added_and_removed_rules_are_differences_and_layout_is_none()
    {
        var before = Sample.Load(Sample.File(("A", "order.HasStop"), ("B", "order.Quantity <= 5")).Text);
        var after = Sample.Load(Sample.File(("B", "order.quantity<=5"), ("C", "order.HasStop")).Text);
        RuleDifference.Between(before, after).Select(difference => (difference.Rule, difference.Change))
            .ShouldBe([("A", RuleChange.Removed), ("C", RuleChange.Added)]);
    }

    [Fact]
    public void Formatting_changes_the_layout_and_not_the_hash()
    {
        var formatted = RuleFormatter.Format(new("p.json", Pack.ReplaceLineEndings(" ")), out var diagnostics)!;
        diagnostics.ShouldBeEmpty();
        Sample.Load(formatted).Hash.ShouldBe(Sample.Load(Pack).Hash);
        RuleFormatter.Format(new("p.json", formatted), out _).ShouldBe(formatted);
        formatted.ShouldStartWith("{\n  \"WorkflowName\": \"Limits\",\n");
    }

    [Fact]
    public void A_page_says_each_rule_in_words()
    {
        var page = RulePage.Of("Limits", Sample.Load(Pack), ParameterSheet.Read(new("limits.params.json", Sheet), out _));
        page.ShouldContain("Passes when order.Quantity is at most maxQuantity and order.Quantity is above 0.");
        page.ShouldContain("Passes when order.Symbol is one of \"ES\", \"NQ\".");
        page.ShouldContain("| maxQuantity | 5 | contracts | Largest order |");
        page.ShouldContain("- Reference: page 3");
    }

    [Fact]
    public void The_schema_knows_every_fact()
    {
        using var schema = JsonDocument.Parse(RuleSchema.Of(FactModel.Of<SampleFacts>()));
        var examples = schema.RootElement.GetProperty("$defs").GetProperty("expression").GetProperty("examples").EnumerateArray().Select(item => item.GetString()).ToImmutableArray();
        examples.ShouldContain("order.Quantity");
        examples.ShouldContain("account.Owner.Level");
        examples.ShouldContain("news.InBlackout(before, after, impact)");
        examples.ShouldNotContain("news.NotForRules()");
    }
}
