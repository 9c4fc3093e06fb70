using System.Text.Json;
using Portcullis.Cli;
using Portcullis.Domain.Facts;
using Portcullis.Rules.Editing;
using Portcullis.Rules.Facts;

namespace Portcullis.Client.Tests.Cli;

/// <summary>What somebody who edits rules does, from an empty folder, without a gateway.</summary>
public sealed class RuleFilesAtTheDesk : IDisposable
{
    private const string Limits = """
        {
          "WorkflowName": "Limits",
          "GlobalParams": [{ "Name": "maxQuantity", "Expression": "5" }],
          "Rules": [
            { "RuleName": "Size", "Expression": "order.Quantity <= maxQuantity", "ErrorMessage": "At most $(maxQuantity), not $(order.Quantity)", "Properties": { "Reference": "handbook 3.2" } },
            { "RuleName": "Stop", "Expression": "order.HasStop", "ErrorMessage": "An entry needs a stop" }
          ]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portcullis-desk-");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_sound_file_ends_with_0_and_a_broken_one_with_8_a_place_and_a_suggestion()
    {
        var sound = Write("limits.json", Limits);
        (await RunAsync("rules", "check", sound)).ShouldBe(0, _error.ToString());
        _out.ToString().ShouldContain("2 rules");

        var broken = Write("broken.json", Limits.Replace("order.HasStop", "order.HasStp", StringComparison.Ordinal));
        (await RunAsync("rules", "check", broken)).ShouldBe(8);
        _out.ToString().ShouldContain($"{broken}(6,48): error PR302: No property or field 'HasStp' exists in type 'OrderFacts'; did you mean 'HasStop'?");
    }

    [Theory]
    [InlineData("\"Expression\"", "\"Expresion\"", "PR102", "'Expression'")]
    [InlineData("\"ErrorMessage\"", "\"errorMessage\"", "PR103", "'ErrorMessage'")]
    [InlineData("<= maxQuantity", "<= maxQuantty", "PR301", "'maxQuantity'")]
    [InlineData("<= maxQuantity", "<= ", "PR201", "Expression expected")]
    [InlineData("<= maxQuantity", "<= (maxQuantity", "PR202", "')'")]
    [InlineData("<= maxQuantity", "<= \\\"five\\\"", "PR304", "incompatible")]
    [InlineData("order.Quantity <=", "order.Side == \\\"Bay\\\" && order.Quantity <=", "PR304", "'Buy'")]
    [InlineData("order.Quantity <= maxQuantity", "order.Quantity", "PR305", "Boolean")]
    [InlineData("order.HasStop", "DateTime.UtcNow.Year > 2000", "PR306", "UtcNow")]
    [InlineData("\"RuleName\": \"Stop\"", "\"RuleName\": \"Size\"", "PR107", "twice")]
    [InlineData("\"maxQuantity\", \"Expression\"", "\"order\", \"Expression\"", "PR112", "choose another name")]
    [InlineData("order.Quantity <=", "order.Qty <=", "PR302", "'Quantity'")]
    [InlineData("order.Quantity <=", "order.Quantity =<", "PR201", "write <=")]
    [InlineData("order.Quantity <=", "(decimal)order.Quantity <=", "PR201", "decimal(...)")]
    [InlineData("order.HasStop", "order.Symbol not in (\\\"ES\\\")", "PR201", "!(x in (a, b))")]
    [InlineData("order.HasStop", "order.Symbol.StartWith(\\\"E\\\")", "PR303", "'StartsWith'")]
    [InlineData("] }\n", "],\n", "PR101", "")]
    public async Task Each_kind_of_mistake_is_named_with_its_place(string from, string to, string code, string says)
    {
        var text = Limits.ReplaceLineEndings("\n");
        var broken = Write("broken.json", text.Contains(from, StringComparison.Ordinal) ? text.Replace(from, to, StringComparison.Ordinal) : text + ",");

        (await RunAsync("rules", "check", broken)).ShouldBe(8, _error.ToString());

        _out.ToString().ShouldMatch($@"broken\.json\(\d+,\d+\): error {code}: ");
        _out.ToString().ShouldContain(says);
    }

    [Theory]
    [InlineData("\"title\"", "\"titel\"", "desk.profile.json(1,", "titel")]
    [InlineData("maxQuantity", "maxQuantty", "desk.profile.json(1,1): error PP103", "parameters.maxQuantty")]
    [InlineData("\"UTC\"", "\"Mars\"", "desk.profile.json(1,1): error PP102", "session.zone: there is no time zone Mars")]
    [InlineData("50000", "-1", "desk.profile.json(1,1): error PP102", "startBalance")]
    public async Task A_profile_that_the_gateway_would_refuse_is_refused_here_too(string sound, string broken, string place, string what)
    {
        Write("limits.json", Limits);
        const string profile =
            """{ "name": "desk", "title": "Desk", "currency": "USD", "startBalance": 50000, "unitOfRisk": 250, "session": { "zone": "UTC", "boundary": "00:00", "calendar": "always" }, "orderRules": ["limits.json"], "monitorRules": [], "parameters": { "maxQuantity": 4 } }""";
        (await RunAsync("rules", "check", Write("desk.profile.json", profile))).ShouldBe(0, _out.ToString());

        (await RunAsync("rules", "check", Write("desk.profile.json", profile.Replace(sound, broken, StringComparison.Ordinal)))).ShouldBe(8);

        _out.ToString().ShouldContain(place);
        _out.ToString().ShouldContain(what);
    }

    [Fact]
    public async Task Cases_are_run_and_what_has_none_is_said()
    {
        Write("limits.json", Limits);
        var cases = Write("limits.cases.json", """
            { "facts": { "order": { "quantity": 2, "hasStop": true } },
              "cases": [{ "name": "small", "expect": { "*": "Passed" } }, { "name": "large", "facts": { "order": { "quantity": 6 } }, "expect": { "Size": "Failed" } }] }
            """);

        (await RunAsync("rules", "test", cases)).ShouldBe(0, _error.ToString());
        _out.ToString().ShouldContain("2 of 2 cases pass");
        _out.ToString().ShouldContain("rule Stop: no failing case");
        (await RunAsync("rules", "test", _folder.FullName, "--complete")).ShouldBe(8);
        (await RunAsync("rules", "test", _folder.FullName, "--json")).ShouldBe(0);
        using var json = JsonDocument.Parse(_out.ToString());
        json.RootElement.GetProperty("cases")[0].GetProperty("results").GetArrayLength().ShouldBe(2);

        Write("limits.cases.json", """{ "cases": [{ "name": "none", "expect": { "Size": "Failed" } }] }""");
        (await RunAsync("rules", "test", cases)).ShouldBe(8);
        _out.ToString().ShouldContain("Size: expected Failed, is Passed: order.Quantity = 0, must be <= 5: 5 to spare");
    }

    [Fact]
    public async Task Rules_are_explained_on_facts_the_failing_ones_first()
    {
        var rules = Write("limits.json", Limits);
        var facts = Write("sample.facts.json", """{ "order": { "quantity": 6, "hasStop": true } }""");

        (await RunAsync("rules", "explain", rules, "--facts", facts)).ShouldBe(8, _error.ToString());

        _out.ToString().ShouldStartWith("Failed Size: order.Quantity = 6");
        _out.ToString().ShouldContain("At most 5, not 6");
        (await RunAsync("rules", "eval", "order.Quantity * 2", "--facts", facts)).ShouldBe(0);
        _out.ToString().Trim().ShouldBe("12");
        (await RunAsync("rules", "eval", "order.Quantty * 2", "--facts", facts)).ShouldBe(8);
        _out.ToString().ShouldContain("      ^");
        (await RunAsync("rules", "explain", rules)).ShouldBe(2);
        _error.ToString().ShouldContain("--facts FILE is needed");
    }

    [Fact]
    public async Task What_rules_can_speak_of_is_listed_with_units_and_meaning()
    {
        (await RunAsync("rules", "facts")).ShouldBe(0, _error.ToString());
        _out.ToString().Split('\n').ShouldContain(line =>
            line.StartsWith("order.RiskAmount ", StringComparison.Ordinal) && line.Contains("Decimal, account currency, at least 0: What the order loses at its stop", StringComparison.Ordinal));
        (await RunAsync("rules", "facts", "--monitor")).ShouldBe(0);
        _out.ToString().ShouldNotContain("order.");
    }

    [Fact]
    public void Every_fact_says_what_it_is() =>
        RuleSchema.Facts(FactModel.Of<DecisionFacts>()).Where(fact => fact.Description is null && !fact.Path.StartsWith("news.Nearby.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public async Task Two_versions_are_compared_by_what_they_allow()
    {
        var before = Write("before.json", Limits);
        var after = Write("after.json", Limits.Replace("<= maxQuantity", "<= 3", StringComparison.Ordinal).Replace("\"GlobalParams\": [{ \"Name\": \"maxQuantity\", \"Expression\": \"5\" }],", "", StringComparison.Ordinal));

        (await RunAsync("rules", "diff", before, after)).ShouldBe(8, _error.ToString());
        _out.ToString().ShouldContain("tightened", Case.Insensitive);
        (await RunAsync("rules", "diff", before, before)).ShouldBe(0);
        _out.ToString().Trim().ShouldBe("No difference.");
    }

    [Fact]
    public async Task A_file_is_laid_out_documented_and_completed_by_a_schema()
    {
        var rules = Write("limits.json", Limits.ReplaceLineEndings(" "));
        (await RunAsync("rules", "format", rules, "--check")).ShouldBe(8);
        (await RunAsync("rules", "format", rules)).ShouldBe(0);
        (await RunAsync("rules", "format", rules, "--check")).ShouldBe(0);
        (await RunAsync("rules", "docs", rules)).ShouldBe(0);
        _out.ToString().ShouldContain("Passes when order.Quantity is at most maxQuantity.");
        (await RunAsync("rules", "schema")).ShouldBe(0);
        using var schema = JsonDocument.Parse(_out.ToString());
        schema.RootElement.GetProperty("$defs").TryGetProperty("expression", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sheet_and_a_model_of_ones_own_take_the_place_of_the_defaults()
    {
        var rules = Write("age.json", """{ "WorkflowName": "Age", "GlobalParams": [{ "Name": "min", "Expression": "18" }], "Rules": [{ "RuleName": "Adult", "Expression": "person.age >= min", "ErrorMessage": "Too young" }] }""");
        var sheet = Write("age.params.json", """{ "parameters": [{ "name": "min", "type": "int", "unit": "years" }], "profiles": { "de": { "min": 18 }, "us": { "min": 21 } } }""");
        var facts = Write("sample.facts.json", """{ "person": { "age": 20 } }""");

        (await RunAsync("rules", "explain", rules, "--model", facts, "--facts", facts, "--params", sheet, "--profile", "de")).ShouldBe(0, _error.ToString());
        (await RunAsync("rules", "explain", rules, "--model", facts, "--facts", facts, "--params", sheet, "--profile", "us")).ShouldBe(8);
        _out.ToString().ShouldContain("must be >= 21: over by 1");
        (await RunAsync("rules", "explain", rules, "--model", facts, "--facts", facts, "--params", sheet, "--profile", "fr")).ShouldBe(2);
    }

    [Fact]
    public async Task The_packs_that_come_with_the_gateway_are_sound_and_wholly_covered_by_their_cases()
    {
        var packs = Path.Combine(AppContext.BaseDirectory, "packs");

        (await RunAsync("rules", "check", packs, "--strict")).ShouldBe(0, _out.ToString());
        (await RunAsync("rules", "test", packs, "--complete")).ShouldBe(0, _out.ToString());
        (await RunAsync("rules", "format", packs, "--check")).ShouldBe(0, _out.ToString());
    }

    [Fact]
    public async Task What_is_not_there_is_a_wrong_call()
    {
        (await RunAsync("rules", "check", Path.Combine(_folder.FullName, "absent.json"))).ShouldBe(2);
        (await RunAsync("rules", "check")).ShouldBe(2);
        (await RunAsync("rules", "test", _folder.FullName)).ShouldBe(2);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return CommandLine.RunAsync(arguments, new CliEnvironment
        {
            Out = _out,
            Error = _error,
            Variable = _ => null,
            Directory = _folder.FullName,
            Time = TimeProvider.System,
        });
    }
}
