using System.Text.Json;
using Portcullis.Rules.Compatibility;

namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>How a case compares with what was recorded.</summary>
internal enum Verdict
{
    Same,

    /// <summary>We refuse, or fail, what the original lets pass.</summary>
    Stricter,
    Different,

    /// <summary>The case itself cannot be read.</summary>
    NotRun,
}

/// <summary>Runs one recorded case and lists where it differs.</summary>
internal static class CaseRunner
{
    public static (Verdict Verdict, List<string> Differences) Run(string directory)
    {
        var folder = Path.Combine(AcceptanceFolder.Path!, directory);
        var differences = new Differences();
        string? thrown = null;
        try
        {
            var expected = AcceptanceFolder.Json(directory, "expected.json");
            thrown = Thrown(expected);
            Execute(folder, directory, expected, differences, thrown);
        }
        catch (WorkflowException exception)
        {
            if (thrown is null)
                differences.Stricter($"refused: {exception.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException or KeyNotFoundException)
        {
            differences.NotRun(exception.Message);
        }
        catch (Exception exception)
        {
            differences.Different($"crashed: {exception.GetType().Name}: {exception.Message}");
        }
        return (differences.Verdict, differences.Lines);
    }

    private static void Execute(string folder, string directory, JsonElement expected, Differences differences, string? thrown)
    {
        var run = AcceptanceFolder.Json(directory, "case.json");
        WorkflowEngine engine;
        try
        {
            engine = WorkflowEngine.Load([new("workflow.json", File.ReadAllText(Path.Combine(folder, "workflow.json")))], Settings(run));
        }
        catch (WorkflowException) when (thrown == "load")
        {
            return;
        }
        if (thrown == "load")
        {
            differences.Looser("loads, where the original refuses");
            return;
        }
        var inputs = AcceptanceModel.Current.Value.Inputs(AcceptanceFolder.Json(directory, "inputs.json"));
        var workflow = run.GetProperty("run").GetString()!;
        var passes = run.TryGetProperty("passes", out var count) ? count.GetInt32() : 1;
        for (var pass = 0; pass < passes; pass++)
        {
            var rule = run.TryGetProperty("rule", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            var chain = rule is null ? null : engine.ExecuteRule(workflow, rule, inputs);
            var result = rule is null ? engine.Execute(workflow, inputs) : null;
            if (thrown is not null)
                continue;
            var recorded = expected.GetProperty("passes")[pass];
            if (chain is not null)
            {
                Rules(recorded.GetProperty("results"), chain.Results, "", differences);
                Value(recorded.GetProperty("output"), chain.Output, "output", differences);
                continue;
            }
            Rules(recorded.GetProperty("rules"), result!.Rules, "", differences);
            if (differences.Verdict == Verdict.Same)
            {
                differences.Same("firstSuccessEvent", recorded.GetProperty("firstSuccessEvent").GetString(), result.FirstSuccessEvent);
                differences.Same("onFailFired", recorded.GetProperty("onFailFired").GetBoolean(), result.AllFailed);
            }
        }
        if (thrown is not null)
            differences.Looser("executes, where the original throws");
    }

    private static string? Thrown(JsonElement expected) =>
        expected.TryGetProperty("throws", out var throws) && throws.ValueKind == JsonValueKind.Object ? throws.GetProperty("stage").GetString() : null;

    private static void Rules(JsonElement recorded, IReadOnlyList<WorkflowRuleResult> actual, string path, Differences differences)
    {
        if (recorded.GetArrayLength() != actual.Count)
        {
            differences.Different($"{path}: {recorded.GetArrayLength()} results recorded, {actual.Count} here");
            return;
        }
        for (var i = 0; i < actual.Count; i++)
            Rule(recorded[i], actual[i], path, differences);
    }

    private static void Rule(JsonElement recorded, WorkflowRuleResult actual, string path, Differences differences)
    {
        var name = path + recorded.GetProperty("ruleName").GetString();
        differences.Same($"{name} ruleName", recorded.GetProperty("ruleName").GetString(), actual.RuleName);
        var success = recorded.GetProperty("isSuccess").GetBoolean();
        if (success && !actual.IsSuccess)
            differences.Stricter($"{name} does not pass here ({actual.Explanation.Error ?? actual.Explanation.ToString()})");
        else if (!success && actual.IsSuccess)
            differences.Looser($"{name} passes here");
        else
            Message(recorded, actual, name, differences);
        differences.Same($"{name} successEvent", recorded.GetProperty("successEvent").GetString(), actual.SuccessEvent);
        if (recorded.TryGetProperty("children", out var children))
            Rules(children, actual.Children, name + "/", differences);
        else if (actual.Children.Length > 0 && actual.MessageKind is MessageKind.None or MessageKind.Template)
            differences.Different($"{name}: no children recorded");
        if (recorded.TryGetProperty("actionOutput", out var output))
        {
            Value(output, actual.ActionOutput, $"{name} actionOutput", differences);
            differences.Same($"{name} actionOutputClrType", recorded.GetProperty("actionOutputClrType").GetString(), actual.ActionOutput?.GetType().Name);
        }
        else if (actual.ActionOutput is not null)
            differences.Different($"{name}: no action output recorded");
        var failed = recorded.TryGetProperty("actionException", out var exception);
        if (failed != actual.ActionError is not null)
            differences.Different($"{name}: action error {(failed ? exception.GetString() : "none")} recorded, {actual.ActionError ?? "none"} here");
    }

    private static void Message(JsonElement recorded, WorkflowRuleResult actual, string name, Differences differences)
    {
        var kind = recorded.GetProperty("messageKind").GetString();
        var ours = actual.MessageKind switch
        {
            MessageKind.None => "none",
            MessageKind.Template => "template",
            MessageKind.CompileError => "compile-error",
            MessageKind.RuntimeError => "runtime-error",
            _ => "scoped-param-error",
        };
        if (kind is "none" or "template" && actual.Explanation.Origin == ErrorOrigin.Text)
        {
            differences.Stricter($"{name} is refused ({actual.Explanation.Error})");
            return;
        }
        differences.Same($"{name} messageKind", kind, ours);
        var text = recorded.GetProperty("message").GetString()!;
        if (kind == "template")
            differences.Same($"{name} message", text, actual.Message);
        else if (kind != "none" && kind == ours)
            differences.Same($"{name} message prefix", Prefix(text), Prefix(actual.Message));
    }

    /// <summary>Up to the rule's name or the expression: the tail is the framework's text.</summary>
    private static string Prefix(string message)
    {
        var end = message.IndexOf(" - ", StringComparison.Ordinal);
        if (message.StartsWith("Error while compiling rule", StringComparison.Ordinal))
            end = message.IndexOf("`:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static void Value(JsonElement recorded, object? actual, string what, Differences differences)
    {
        var ours = JsonSerializer.SerializeToElement(actual);
        if (!JsonElement.DeepEquals(recorded, ours))
            differences.Different($"{what}: {recorded.GetRawText()} recorded, {ours.GetRawText()} here");
    }

    private static WorkflowSettings Settings(JsonElement run)
    {
        var model = AcceptanceModel.Current.Value;
        var settings = new WorkflowSettings { Functions = model.Functions };
        if (!run.TryGetProperty("settings", out var given) || given.ValueKind != JsonValueKind.Object)
            return settings;
        foreach (var setting in given.EnumerateObject())
            settings = setting.Name switch
            {
                "CustomTypes" => settings with { CustomTypes = [.. setting.Value.EnumerateArray().Select(name => model[name.GetString()!])] },
                "IsExpressionCaseSensitive" => settings with { IsExpressionCaseSensitive = setting.Value.GetBoolean() },
                "NestedRuleExecutionMode" => settings with
                {
                    NestedRuleExecutionMode = setting.Value.ToString() is "Performance" or "1" ? NestedRules.ShortCircuit : NestedRules.All,
                },
                "EnableExceptionAsErrorMessage" => settings with { EnableExceptionAsErrorMessage = setting.Value.GetBoolean() },
                "IgnoreException" => settings with { IgnoreException = setting.Value.GetBoolean() },
                "EnableExceptionAsErrorMessageForRuleExpressionParsing" =>
                    settings with { EnableExceptionAsErrorMessageForRuleExpressionParsing = setting.Value.GetBoolean() },
                "EnableFormattedErrorMessage" => settings with { EnableFormattedErrorMessage = setting.Value.GetBoolean() },
                "EnableScopedParams" => settings with { EnableScopedParams = setting.Value.GetBoolean() },
                "AutoExecuteActions" => settings with { AutoExecuteActions = setting.Value.GetBoolean() },
                "AutoRegisterInputType" or "UseFastExpressionCompiler" or "CacheConfig" => settings,
                _ => throw new WorkflowException($"The setting {setting.Name} is not known"),
            };
        return settings;
    }

    private sealed class Differences
    {
        public Verdict Verdict { get; private set; }

        public List<string> Lines { get; } = [];

        public void Same<T>(string what, T recorded, T actual)
        {
            if (!EqualityComparer<T>.Default.Equals(recorded, actual))
                Different($"{what}: {recorded?.ToString() ?? "null"} recorded, {actual?.ToString() ?? "null"} here");
        }

        public void Stricter(string line) => Add(Verdict.Stricter, line);

        public void Looser(string line) => Add(Verdict.Different, line);

        public void NotRun(string line) => Add(Verdict.NotRun, line);

        public void Different(string line) => Add(Verdict.Different, line);

        private void Add(Verdict verdict, string line)
        {
            Verdict = verdict > Verdict ? verdict : Verdict;
            Lines.Add(line);
        }
    }
}
