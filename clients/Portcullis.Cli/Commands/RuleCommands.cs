using System.CommandLine;
using System.Text.Json;
using Portcullis.Cli.RuleFiles;
using Portcullis.Rules;
using Portcullis.Rules.Analysis;
using Portcullis.Rules.Editing;
using Portcullis.Rules.Files;
using Portcullis.Rules.Language;

namespace Portcullis.Cli.Commands;

/// <summary>The verbs on rule files. They need no gateway.</summary>
internal static class RuleCommands
{
    public static Command Build(Shell shell)
    {
        var options = new RuleOptions();
        return new("rules", $"Write, check and explain rule files. Exit code {ExitCode.Findings} when something was found.")
        {
            Check(shell, options), Test(shell, options), Explain(shell, options), Eval(shell, options),
            Diff(shell, options), Format(shell, options), Docs(shell, options), Facts(shell, options), Schema(shell, options),
        };
    }

    private static Command Check(Shell shell, RuleOptions options)
    {
        var files = Files("Rule files, profiles, or folders of them.");
        var strict = new Option<bool>("--strict") { Description = "Warnings count as findings too." };
        return Verb(shell, options, "check", "Load and analyse: what is wrong, and what is suspicious.", [files, strict, options.Model, options.Params, options.Profile], call =>
        {
            var loaded = call.Load(call.Invocation.Value(files));
            // Profiles share rule files: what is found in one of those is said once.
            call.Print(
                loaded.Select(rules => new { rules.Name, rules.Succeeded, rules.Count, rules.Hash, rules.Diagnostics }),
                loaded.SelectMany(rules => rules.Diagnostics).Distinct().Select(diagnostic => diagnostic.ToString()).Concat(loaded.Select(rules =>
                    $"{rules.Name}: {(rules.Succeeded ? $"{Text.Count(rules.Count, "rule")}, {rules.Hash![..12]}" : "refused")}, {Text.Count(rules.Diagnostics.Count, "finding")}")));
            var worst = loaded.SelectMany(rules => rules.Diagnostics).Select(diagnostic => diagnostic.Severity).DefaultIfEmpty().Max();
            return worst == DiagnosticSeverity.Error || (worst == DiagnosticSeverity.Warning && call.Invocation.Value(strict)) ? ExitCode.Findings : ExitCode.Ok;
        });
    }

    private static Command Test(Shell shell, RuleOptions options)
    {
        var files = Files("Case files (*.cases.json), or folders of them.");
        var complete = new Option<bool>("--complete") { Description = "A rule, branch or limit without a passing and a failing case is a finding." };
        return Verb(shell, options, "test", "Run cases, and say what has none.", [files, complete, options.Model, options.Params, options.Profile],
            call => RuleCases.Run(call, call.Invocation.Value(files), call.Invocation.Value(complete)));
    }

    private static Command Explain(Shell shell, RuleOptions options)
    {
        var files = Files("Rule files, profiles, or folders of them.");
        return Verb(shell, options, "explain", "Every rule on given facts: what was compared with what; errors and failures first, then the tightest.",
            [files, options.Facts, options.Model, options.Params, options.Profile], call =>
        {
            var loaded = call.LoadSound(call.Invocation.Value(files));
            var facts = call.GivenFacts();
            var explained = loaded.Select(rules => (rules.Name, Rules: rules.Explain(facts)
                .OrderByDescending(rule => rule.Outcome).ThenBy(rule => rule.Slack ?? decimal.MaxValue).ToArray())).ToArray();
            call.Print(explained.Select(set => new { set.Name, set.Rules }), explained.SelectMany(set => set.Rules).SelectMany(Lines));
            return explained.SelectMany(set => set.Rules).All(rule => rule.Outcome == RuleOutcome.Passed) ? ExitCode.Ok : ExitCode.Findings;
        });
    }

    private static Command Eval(Shell shell, RuleOptions options)
    {
        var expression = new Argument<string>("expression") { Description = "For example: account.DayPnl - order.RiskAmount" };
        return Verb(shell, options, "eval", "One expression on given facts.", [expression, options.Facts, options.Model], call =>
        {
            var text = call.Invocation.Value(expression);
            try
            {
                var (type, value) = call.Facts().Evaluate(text, call.GivenFacts());
                call.Print(new { type = type.Name, value }, [value is IFormattable number ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value?.ToString() ?? "null"]);
                return ExitCode.Ok;
            }
            catch (RuleSyntaxException e)
            {
                var found = new Diagnostic(DiagnosticSeverity.Error, e.Code, e.Message, "expression", 1, e.Span.Start + 1, e.Suggestion);
                call.Print(found, [text, new string(' ', Math.Min(e.Span.Start, text.Length)) + new string('^', Math.Max(1, e.Span.Length)), found.ToString()]);
                return ExitCode.Findings;
            }
        });
    }

    private static Command Diff(Shell shell, RuleOptions options)
    {
        var before = new Argument<string>("before") { Description = "A rule file, a profile, or a folder." };
        var after = new Argument<string>("after") { Description = "What became of it." };
        return Verb(shell, options, "diff", "What was added, removed, tightened or loosened.", [before, after, options.Model, options.Params, options.Profile], call =>
        {
            var (old, @new) = (call.LoadSound(call.Invocation.Value(before)), call.LoadSound(call.Invocation.Value(after)));
            if (old.Count != @new.Count)
                throw new UsageException($"The one names {Text.Count(old.Count, "rule set")}, the other {@new.Count}: compare like with like.");
            var differences = old.Zip(@new, (first, second) => first.Until(second)).SelectMany(found => found).ToArray();
            call.Print(differences, differences.Length == 0 ? ["No difference."] : differences.Select(difference => difference.ToString()));
            return differences.Any(difference => difference.Change != RuleChange.Reworded) ? ExitCode.Findings : ExitCode.Ok;
        });
    }

    private static Command Format(Shell shell, RuleOptions options)
    {
        var files = Files("Rule files, or folders of them.");
        var check = new Option<bool>("--check") { Description = "Write nothing; a file that would change is a finding." };
        return Verb(shell, options, "format", "Lay rule files out in the house order.", [files, check], call =>
        {
            var changed = new List<string>();
            foreach (var path in RuleFolder.Find(call.Invocation.Value(files)))
            {
                var text = File.ReadAllText(path);
                var formatted = RuleFormatter.Format(new(path, text), out var diagnostics) ?? throw new UnsoundRulesException(diagnostics);
                if (formatted == text)
                    continue;
                changed.Add(path);
                if (!call.Invocation.Value(check))
                    File.WriteAllText(path, formatted);
            }
            call.Print(changed, changed);
            return changed.Count > 0 && call.Invocation.Value(check) ? ExitCode.Findings : ExitCode.Ok;
        });
    }

    private static Command Docs(Shell shell, RuleOptions options)
    {
        var files = Files("Rule files, profiles, or folders of them.");
        return Verb(shell, options, "docs", "A readable page: each rule in words, its limits, its source.", [files, options.Model, options.Params, options.Profile], call =>
        {
            var pages = call.LoadSound(call.Invocation.Value(files)).Select(rules => new { rules.Name, Page = rules.Page(call.Sheet()) }).ToArray();
            call.Print(pages, pages.Select(page => page.Page));
            return ExitCode.Ok;
        });
    }

    private static Command Facts(Shell shell, RuleOptions options)
    {
        var monitor = new Option<bool>("--monitor") { Description = "The facts of monitoring rules, which see no order." };
        return Verb(shell, options, "facts", "What rules can speak of: each fact with its type, unit, range and meaning.", [monitor, options.Model], call =>
        {
            var facts = RuleSchema.Facts(call.Facts(call.Invocation.Value(monitor)).Model);
            var width = facts.Max(fact => fact.Path.Length);
            call.Print(facts, facts.Select(fact => $"{fact.Path.PadRight(width)}  {fact}"));
            return ExitCode.Ok;
        });
    }

    private static Command Schema(Shell shell, RuleOptions options) =>
        Verb(shell, options, "schema", "The JSON Schema of rule files, for completion and hover in an editor.", [options.Model], call =>
        {
            call.Invocation.Environment.Out.Write(RuleSchema.Of(call.Facts().Model));
            return ExitCode.Ok;
        });

    private static Argument<string[]> Files(string description) => new("files") { Description = description, Arity = ArgumentArity.OneOrMore };

    private static Command Verb(Shell shell, RuleOptions options, string name, string description, IEnumerable<Symbol> symbols, Func<RuleCall, int> act) =>
        shell.Command(name, description, symbols, (invocation, _) =>
        {
            var call = new RuleCall(invocation, options);
            try
            {
                return Task.FromResult(act(call));
            }
            catch (UnsoundRulesException e)
            {
                call.Print(e.Diagnostics, e.Diagnostics.Select(diagnostic => diagnostic.ToString()));
                return Task.FromResult(ExitCode.Findings);
            }
            catch (JsonException e)
            {
                throw new UsageException($"The facts do not fit the model: {e.Message}");
            }
        });

    private static IEnumerable<string> Lines(RuleExplanation rule)
    {
        yield return $"{rule.Outcome,-6} {rule.Rule}: {rule}";
        if (rule.Message is { } message)
            yield return $"       {message}";
    }
}
