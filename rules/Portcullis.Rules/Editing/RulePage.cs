using System.Text;
using System.Text.Json;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Parameters;

namespace Portcullis.Rules.Editing;

/// <summary>A pack as a readable page in Markdown: each rule in words, its limits, its message and where it comes from.</summary>
public static class RulePage
{
    public static string Of<TFacts>(string title, RuleSet<TFacts> rules, ParameterSheet? sheet = null)
        where TFacts : class
    {
        var page = new StringBuilder().Append("# ").AppendLine(title).AppendLine();
        page.AppendLine($"{rules.Rules.Length} rules. Every one must pass. Content hash `{rules.Hash[..12]}`.").AppendLine();
        foreach (var workflow in rules.Program.Workflows)
        {
            page.Append("## ").AppendLine(workflow.Definition.Name).AppendLine();
            Parameters(page, workflow, sheet);
            foreach (var rule in workflow.Rules)
                Rule(page, rule, 3);
        }
        page.AppendLine("## Facts that are read").AppendLine();
        page.AppendLine(string.Join(", ", rules.FactsRead.Select(fact => $"`{fact}`")));
        return page.ToString();
    }

    private static void Parameters(StringBuilder page, BoundWorkflow workflow, ParameterSheet? sheet)
    {
        if (workflow.Globals.IsEmpty)
            return;
        page.AppendLine("| limit | value | unit | meaning |").AppendLine("| --- | --- | --- | --- |");
        foreach (var global in workflow.Globals)
        {
            var described = sheet?.Parameters.FirstOrDefault(parameter => parameter.Name == global.Definition.Name);
            var value = global.Value is System.Linq.Expressions.ConstantExpression { Value: var constant }
                ? constant is string[] list ? string.Join(", ", list) : Functions.Text.Show(constant)
                : RuleWords.Of(global.Definition.Expression.Text);
            page.AppendLine($"| {global.Definition.Name} | {Cell(value)} | {described?.Unit} | {Cell(described?.Description ?? "")} |");
        }
        page.AppendLine();
    }

    private static void Rule(StringBuilder page, BoundRule rule, int level)
    {
        page.Append('#', Math.Min(level, 6)).Append(' ').AppendLine(rule.Definition.Name).AppendLine();
        if (rule.Definition.Operator is { } @operator)
            page.AppendLine($"Passes when {(@operator == Format.RuleOperator.And ? "all" : "any")} of the following {(rule.Children.Length == 1 ? "holds" : "hold")}.").AppendLine();
        else
            page.AppendLine($"Passes when {RuleWords.Of(rule.ExpressionText)}.").AppendLine();
        foreach (var local in rule.Locals)
            page.AppendLine($"- where `{local.Definition.Name}` is {RuleWords.Of(local.Definition.Expression.Text)}");
        if (rule.Definition.Expression is { } expression)
            page.AppendLine($"- as written: `{expression.Text}`");
        if (rule.Definition.ErrorMessage is { } message)
            page.AppendLine($"- says otherwise: {message.Text}");
        foreach (var (name, value) in rule.Definition.Properties)
            page.AppendLine($"- {name}: {(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText())}");
        page.AppendLine();
        foreach (var child in rule.Children)
            Rule(page, child, level + 1);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
