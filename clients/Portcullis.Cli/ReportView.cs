using System.Globalization;
using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli;

/// <summary>Reports as people read them: what fits a line; everything else is in the JSON.</summary>
internal static class ReportView
{
    public static Table Of(IReadOnlyList<OrderReport> orders)
    {
        var table = Text.Table("decided", "account", "order", "what", "verdict", "status", "filled", "failed");
        foreach (var order in orders)
        {
            var asker = order.Origin == OrderOrigin.Client ? order.ClientOrderId : $"{order.ClientOrderId} ({order.Origin})";
            table.Row(
                Text.Time(order.DecidedAt),
                order.AccountId,
                order.Replaces.Length == 0 ? asker : $"{asker} for {order.Replaces}",
                $"{order.Side} {Text.Number(order.Quantity)} {order.Symbol} {order.Type}",
                order.Verdict switch
                {
                    Verdict.Unspecified => "",
                    Verdict.Resized => $"{order.Verdict} to {Text.Number(order.ApprovedQuantity)}",
                    _ => order.Verdict.ToString(),
                },
                order.Status.ToString(),
                order.AveragePrice is { } price ? $"{Text.Number(order.FilledQuantity)} at {Text.Number(price)}" : "",
                string.Join(", ", order.FailedRules));
        }

        return table;
    }

    public static Table Of(IReadOnlyList<RuleOutcome> outcomes)
    {
        var table = Text.Table("day", "account", "rule", ">evaluated", ">failed", ">alone", ">tripped", ">headroom", ">excess");
        foreach (var outcome in outcomes)
        {
            table.Row(
                Day(outcome.SessionDate), outcome.AccountId, outcome.Code, Count(outcome.Evaluated), Count(outcome.Failed), Count(outcome.RejectedAlone),
                Count(outcome.Tripped), Text.Number(outcome.SmallestHeadroom), Text.Number(outcome.LargestExcess));
        }

        return table;
    }

    public static Table Of(IReadOnlyList<AccountDay> days)
    {
        var table = Text.Table("day", "account", ">start", ">end", ">realised", ">orders", ">rejected", ">trades", ">worst", "events");
        foreach (var day in days)
        {
            (long Times, string What)[] events = [(day.Locks, "lock"), (day.Breaches, "breach"), (day.Flattens, "flatten"), (day.Quarantines, "quarantine"), (day.Busts, "bust")];
            table.Row(
                Day(day.SessionDate), day.AccountId, Text.Money(day.StartBalance), Text.Money(day.EndBalance), Text.Money(day.Realized), Count(day.Orders), Count(day.Rejected),
                Count(day.Trades), day.LargestLoss == 0m ? "" : Text.Money(day.LargestLoss),
                string.Join(", ", events.Where(one => one.Times > 0).Select(one => Text.Count(one.Times, one.What))));
        }

        return table;
    }

    public static Table Of(IReadOnlyList<StrategyEvidence> evidence)
    {
        var table = Text.Table("strategy", ">decisions", ">rejected", ">trades", ">won", ">realised", ">drawdown", ">days", "rejected by");
        foreach (var one in evidence)
        {
            table.Row(
                one.Strategy.Length == 0 ? "(none named)" : $"{one.Strategy} {one.Version}", Count(one.Decisions), Count(one.Rejected),
                Count(one.Trades), Count(one.Wins), $"{Text.Money(one.Realized)} {one.Currency}", Text.Money(one.MaxDrawdown), Count(one.DaysTraded),
                string.Join(", ", one.RejectedBy.Select(rule => $"{rule.Code} {Count(rule.Count)}")));
        }

        return table;
    }

    public static Table Of(IReadOnlyList<ReadModel> models)
    {
        var table = Text.Table("model", ">version", ">build", "schema", ">position", ">behind", ">aside", "state");
        foreach (var model in models)
        {
            table.Row(
                model.Name, Count(model.Version), Count(model.Build), model.Schema, model.KeptUp ? Count(model.Position) : "", model.Behind is { } behind ? Count(behind) : "",
                model.Aside == 0 ? "" : $"{Count(model.Aside)} from {Count(model.FirstAside)}", State(model));
        }

        return table;
    }

    public static Table Of(IReadOnlyList<EventAside> events)
    {
        var table = Text.Table(">build", ">position", "event", "set aside", "why");
        foreach (var one in events)
            table.Row($"{Count(one.Version)}.{Count(one.Build)}", Count(one.Position), $"{one.Type}, {one.Stream} {Count(one.StreamVersion)}", Text.Time(one.At), one.Error);
        return table;
    }

    /// <summary>One line on how far the reports are.</summary>
    public static IRenderable Lag(IReadOnlyList<ReadModel> models) => Text.Sheet([.. models.Where(model => model.Serving || model.Fault.Length > 0 || model.CaughtUpAt is null).Select(model =>
        (model.Name, $"{State(model)}, {Text.Count(model.Behind ?? 0, "event")} behind{(model.Aside == 0 ? "" : $", without {Text.Count(model.Aside, "event")} that can't be folded")}"))]);

    private static string State(ReadModel model) => model switch
    {
        { Fault.Length: > 0 } => $"stopped: {model.Fault}",
        { KeptUp: false } => "replaced; may be dropped",
        { CaughtUpAt: null } => "being built",
        { Serving: true } => "serving",
        _ => "kept up",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
