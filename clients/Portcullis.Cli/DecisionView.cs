using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli;

/// <summary>Decisions as people read them: the verdict, then each reason with its numbers.</summary>
internal static class DecisionView
{
    public static IRenderable Of(OrderDecision decision)
    {
        var parts = new List<IRenderable>
        {
            Text.Sheet(
                (decision.Verdict.ToString().ToUpperInvariant(), Summary(decision)),
                ("order", decision.OrderId),
                ("client order", decision.Duplicate ? $"{decision.ClientOrderId} (recorded earlier)" : decision.ClientOrderId),
                ("exposure", decision.PositionAfter is { } after ? $"{decision.Exposure}; position at worst {Text.Number(after)}" : decision.Exposure.ToString()),
                ("risk at stop", Text.Money(decision.RiskAmount)),
                ("would pass", decision.MaxQuantity is { } most ? $"{Text.Number(most)}, capped by {decision.BindingRule}" : ""),
                ("decided", Text.Time(decision.DecidedAt))),
        };
        parts.AddRange(Reasons(decision.Violations));
        if (decision.Violations.Count == 0 && decision.Headroom.Count > 0)
            parts.Add(Headroom(decision.Headroom));
        return new Rows(parts);
    }

    public static IRenderable Of(HeadroomReport report)
    {
        var parts = new List<IRenderable>();
        if (report.MaxQuantity is { } most)
            parts.Add(Text.Sheet(("would pass", report.BindingRule.Length > 0 ? $"{Text.Number(most)}, capped by {report.BindingRule}" : Text.Number(most))));
        parts.AddRange(Reasons(report.Violations));
        if (report.Headroom.Count > 0)
            parts.Add(Headroom(report.Headroom));
        return new Rows(parts);
    }

    private static string Summary(OrderDecision decision) => decision.Verdict switch
    {
        Verdict.Approved or Verdict.Resized => $"for {Text.Number(decision.ApprovedQuantity)}",
        Verdict.Held => "waits for a person",
        _ => $"for {Text.Count(decision.Violations.Count, "reason")}",
    };

    private static IEnumerable<IRenderable> Reasons(IReadOnlyList<Violation> violations)
    {
        if (violations.Count == 0)
            yield break;
        var table = Text.Table("reason", "what had to hold", ">missed by", "effect");
        foreach (var violation in violations)
        {
            var missed = violation.IsError ? "error" : $"{Text.Number(violation.OverBy)} {violation.Unit}".Trim();
            table.Row(violation.Code, Comparison(violation), missed, violation.Effect);
        }

        yield return table;
        foreach (var violation in violations.Where(violation => violation.Message.Length > 0))
            yield return new Spectre.Console.Text($"{violation.Code}: {violation.Message}{(violation.Reference.Length > 0 ? $" [{violation.Reference}]" : "")}");
    }

    private static string Comparison(Violation violation) => violation.Left.Length == 0
        ? violation.Rule
        : $"{Side(violation.Left, violation.LeftValue)} {violation.Operator} {Side(violation.Right, violation.RightValue)}";

    private static string Side(string text, string value) => value.Length == 0 || value == text ? text : $"{text} ({value})";

    private static Table Headroom(IReadOnlyList<Headroom> headroom)
    {
        var table = Text.Table("limit", "rule", ">headroom", "unit", ">value", ">bound");
        foreach (var limit in headroom)
            table.Row(limit.Code, limit.Rule, Text.Number(limit.Slack), limit.Unit, limit.LeftValue, limit.RightValue);
        return table;
    }
}
