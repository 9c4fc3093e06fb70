using System.Text.Json;
using Portcullis.Rules.Compatibility;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Tests.Language;

namespace Portcullis.Rules.Tests.Compatibility;

/// <summary>
/// Workflow files as the original has them, each with what they come to: nesting, parameters, injection, messages, actions and settings.
/// <c>workflows.json</c> holds them; a line is a rule's result, children are indented.
/// </summary>
public sealed class Running_files_of_the_original
{
    private static readonly JsonElement Cases = Read();

    public static TheoryData<string> Names => [.. Cases.EnumerateArray().Select(given => given.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_workflow_comes_to_its_recorded_results(string name)
    {
        var given = Cases.EnumerateArray().Single(candidate => candidate.GetProperty("name").GetString() == name);

        Lines(given).ShouldBe(given.GetProperty("results").EnumerateArray().Select(line => line.GetString()));
    }

    private static List<string> Lines(JsonElement given)
    {
        var lines = new List<string>();
        try
        {
            var engine = WorkflowEngine.Load([new("w.json", given.GetProperty("workflow").GetRawText())], Settings(given));
            var inputs = Inputs(given);
            if (given.TryGetProperty("rule", out var rule))
                foreach (var result in engine.ExecuteRule("W", rule.GetString()!, inputs).Results)
                    Add(lines, result, "");
            else
                foreach (var result in engine.Execute("W", inputs).Rules)
                    Add(lines, result, "");
        }
        catch (WorkflowException exception)
        {
            lines.Add("throws " + exception.Message);
        }
        return lines;
    }

    private static void Add(List<string> lines, WorkflowRuleResult result, string indent)
    {
        lines.Add($"{indent}{result.RuleName} {(result.IsSuccess ? "passed" : "failed")}"
            + (result.MessageKind == MessageKind.None ? "" : $" {result.MessageKind}: {result.Message}")
            + (result.SuccessEvent is null ? "" : $" event {result.SuccessEvent}")
            + (result.ActionOutput is null ? "" : $" output {JsonSerializer.Serialize(result.ActionOutput)}")
            + (result.ActionError is null ? "" : $" action error: {result.ActionError}"));
        foreach (var child in result.Children)
            Add(lines, child, indent + "  ");
    }

    private static List<WorkflowInput> Inputs(JsonElement given)
    {
        var facts = new LanguageFacts();
        List<WorkflowInput> all = [new("order", facts.Order), new("account", facts.Account), new("market", facts.Market), new("session", facts.Session)];
        if (!given.TryGetProperty("inputs", out var named))
            return all;
        return
        [
            .. named.EnumerateObject().Select(input => input.Value.ValueKind switch
            {
                JsonValueKind.String => all.Single(known => known.Name == input.Name),
                JsonValueKind.Null => new WorkflowInput(input.Name, null),
                _ => new WorkflowInput(input.Name, JsonFacts.Read(input.Value)),
            }),
        ];
    }

    private static WorkflowSettings Settings(JsonElement given)
    {
        var settings = new WorkflowSettings();
        if (given.TryGetProperty("settings", out var asked))
            foreach (var setting in asked.EnumerateObject())
                settings = setting.Name switch
                {
                    nameof(WorkflowSettings.IgnoreException) => settings with { IgnoreException = true },
                    nameof(WorkflowSettings.EnableScopedParams) => settings with { EnableScopedParams = false },
                    nameof(WorkflowSettings.EnableFormattedErrorMessage) => settings with { EnableFormattedErrorMessage = false },
                    nameof(WorkflowSettings.EnableExceptionAsErrorMessage) => settings with { EnableExceptionAsErrorMessage = false },
                    nameof(WorkflowSettings.EnableExceptionAsErrorMessageForRuleExpressionParsing) => settings with { EnableExceptionAsErrorMessageForRuleExpressionParsing = false },
                    nameof(WorkflowSettings.NestedRuleExecutionMode) => settings with { NestedRuleExecutionMode = NestedRules.ShortCircuit },
                    nameof(WorkflowSettings.AutoExecuteActions) => settings with { AutoExecuteActions = false },
                    nameof(WorkflowSettings.IsExpressionCaseSensitive) => settings with { IsExpressionCaseSensitive = true },
                    _ => throw new InvalidDataException(setting.Name),
                };
        return settings;
    }

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Compatibility", "workflows.json")));
        return document.RootElement.Clone();
    }
}
