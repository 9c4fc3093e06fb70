using System.Text.Json;
using Portcullis.Rules.Analysis;
using Portcullis.Rules.Cases;
using Portcullis.Rules.Editing;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Files;
using Portcullis.Rules.Language;
using Portcullis.Rules.Parameters;

namespace Portcullis.Rules.Cli;

/// <summary>Exit codes.</summary>
public static class RuleTool
{
    public const int Success = 0;

    /// <summary>The files were read and something is wrong with them.</summary>
    public const int Findings = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int UsageError = 2;
}

/// <summary>The verbs on rule files over one fact model. A host runs them with its own fact classes.</summary>
/// <param name="read">Makes facts of a JSON object.</param>
public sealed class RuleTool<TFacts>(FactModel model, Func<JsonElement, TFacts> read, RuleSetOptions? options = null)
    where TFacts : class
{
    private static readonly JsonSerializerOptions Json = new(FactJson.Options) { WriteIndented = true };

    public int Run(Arguments arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            return arguments.Verb switch
            {
                "check" => Check(arguments, output),
                "test" => Test(arguments, output),
                "explain" => Explain(arguments, output),
                "eval" => Evaluate(arguments, output),
                "diff" => Diff(arguments, output),
                "format" => Format(arguments, output),
                "docs" => Docs(arguments, output),
                "schema" => Say(output, RuleSchema.Of(model)),
                _ => throw new ArgumentException(arguments.Verb.Length == 0 ? "a verb is needed" : $"unknown verb '{arguments.Verb}'"),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(exception.Message);
            errors.WriteLine(Arguments.Usage);
            return RuleTool.UsageError;
        }
        catch (Refused refused)
        {
            Print(refused.Diagnostics, arguments, output);
            return RuleTool.Findings;
        }
        catch (JsonException exception)
        {
            errors.WriteLine(exception.Message);
            return RuleTool.Findings;
        }
    }

    private int Check(Arguments arguments, TextWriter output)
    {
        var diagnostics = new List<Diagnostic>();
        var rules = Load(arguments.Files, arguments, diagnostics);
        Print(diagnostics, arguments, output);
        if (!arguments.Flag("json"))
            output.WriteLine($"{rules.Rules.Length} rules, {diagnostics.Count} findings, {rules.Hash}");
        return arguments.Flag("strict") && diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning)
            ? RuleTool.Findings
            : RuleTool.Success;
    }

    private int Test(Arguments arguments, TextWriter output)
    {
        var succeeded = true;
        foreach (var path in Needed(arguments.Files))
        {
            var cases = CaseFile.Read(new(path, File.ReadAllText(path)));
            var folder = Path.GetDirectoryName(path) ?? "";
            var files = arguments.Option("rules") is { } named ? [named] : cases.Rules.Select(file => Path.Combine(folder, file)).ToArray();
            var run = CaseRun.Of(Load(files, arguments, [], cases.Profile), [cases], read);
            succeeded &= run.Succeeded;
            if (arguments.Flag("json"))
            {
                output.WriteLine(JsonSerializer.Serialize(new { path, run.Results, run.Coverage.Rules, run.Coverage.Parts }, Json));
                continue;
            }
            foreach (var result in run.Results)
            {
                output.WriteLine($"{(result.Succeeded ? "pass" : "FAIL")}  {result.Name}");
                foreach (var difference in result.Differences)
                    output.WriteLine($"      {difference}");
            }
            output.WriteLine(run.Coverage);
            foreach (var missing in run.Coverage.Missing())
                output.WriteLine($"  {missing}");
        }
        return succeeded ? RuleTool.Success : RuleTool.Findings;
    }

    private int Explain(Arguments arguments, TextWriter output)
    {
        var rules = Load(arguments.Files, arguments, []);
        var facts = read(FactsOf(arguments));
        var explanations = rules.Rules.Select(rule => rules.Explain(facts, rule.Index)).ToArray();
        if (arguments.Flag("json"))
            output.WriteLine(JsonSerializer.Serialize(explanations, Json));
        else
            foreach (var explanation in explanations.OrderByDescending(explanation => explanation.Outcome).ThenBy(explanation => explanation.Slack ?? decimal.MaxValue))
            {
                output.WriteLine($"{explanation.Outcome,-6} {explanation.Rule}: {explanation}");
                if (explanation.Message is { } message)
                    output.WriteLine($"       {message}");
            }
        return explanations.All(explanation => explanation.Outcome == RuleOutcome.Passed) ? RuleTool.Success : RuleTool.Findings;
    }

    private int Evaluate(Arguments arguments, TextWriter output)
    {
        try
        {
            var text = Needed(arguments.Files)[0];
            var expression = RuleExpression.Compile<TFacts>(text, model, options);
            output.WriteLine(JsonSerializer.Serialize(expression.Evaluate(read(FactsOf(arguments))), Json));
            return RuleTool.Success;
        }
        catch (RuleSyntaxException exception)
        {
            output.WriteLine($"column {exception.Span.Start + 1}: {exception.Code}: {exception.Message}{(exception.Suggestion is null ? "" : "; " + exception.Suggestion)}");
            return RuleTool.Findings;
        }
    }

    private int Diff(Arguments arguments, TextWriter output)
    {
        if (arguments.Files is not [var before, var after])
            throw new ArgumentException("diff takes two files or folders");
        var differences = RuleDifference.Between(Load([before], arguments, []), Load([after], arguments, []));
        if (arguments.Flag("json"))
            output.WriteLine(JsonSerializer.Serialize(differences, Json));
        else
            foreach (var difference in differences)
                output.WriteLine(difference);
        return differences.Any(difference => difference.Change != RuleChange.Reworded) ? RuleTool.Findings : RuleTool.Success;
    }

    private static int Format(Arguments arguments, TextWriter output)
    {
        var changed = false;
        foreach (var path in RuleFolder.Find(Needed(arguments.Files)))
        {
            var text = File.ReadAllText(path);
            var formatted = RuleFormatter.Format(new(path, text), out var diagnostics) ?? throw new Refused(diagnostics);
            if (formatted == text)
                continue;
            changed = true;
            output.WriteLine(path);
            if (!arguments.Flag("check"))
                File.WriteAllText(path, formatted);
        }
        return changed && arguments.Flag("check") ? RuleTool.Findings : RuleTool.Success;
    }

    private int Docs(Arguments arguments, TextWriter output) =>
        Say(output, RulePage.Of(arguments.Option("title") ?? Path.GetFileNameWithoutExtension(Needed(arguments.Files)[0]), Load(arguments.Files, arguments, []), Sheet(arguments)));

    private RuleSet<TFacts> Load(IEnumerable<string> paths, Arguments arguments, List<Diagnostic> diagnostics, string? profile = null)
    {
        var files = RuleFolder.Read(RuleFolder.Find(Needed([.. paths])), diagnostics);
        if (diagnostics.Count > 0)
            throw new Refused(diagnostics);
        var given = options ?? new();
        profile = arguments.Option("profile") ?? profile;
        if (profile is not null && Sheet(arguments) is { } sheet)
            given = given with { Parameters = sheet.For(profile) ?? throw new ArgumentException($"the sheet has no profile '{profile}'") };
        var load = RuleSet.Load<TFacts>(files, model, given);
        diagnostics.AddRange(load.Diagnostics);
        return load.RuleSet ?? throw new Refused(diagnostics);
    }

    private static ParameterSheet? Sheet(Arguments arguments)
    {
        if (arguments.Option("params") is not { } path)
            return null;
        return ParameterSheet.Read(new(path, File.ReadAllText(path)), out var diagnostics) ?? throw new Refused(diagnostics);
    }

    private static JsonElement FactsOf(Arguments arguments)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(arguments.Option("facts") ?? throw new ArgumentException("--facts FILE is needed")));
        return document.RootElement.Clone();
    }

    private static IReadOnlyList<string> Needed(IReadOnlyList<string> files) => files.Count > 0 ? files : throw new ArgumentException("a file is needed");

    private static int Say(TextWriter output, string text)
    {
        output.Write(text);
        return RuleTool.Success;
    }

    private static void Print(IEnumerable<Diagnostic> diagnostics, Arguments arguments, TextWriter output)
    {
        if (arguments.Flag("json"))
            output.WriteLine(JsonSerializer.Serialize(diagnostics, Json));
        else
            foreach (var diagnostic in diagnostics)
                output.WriteLine(diagnostic);
    }

    private sealed class Refused(IEnumerable<Diagnostic> diagnostics) : Exception("The files are refused")
    {
        public IEnumerable<Diagnostic> Diagnostics { get; } = diagnostics;
    }
}
