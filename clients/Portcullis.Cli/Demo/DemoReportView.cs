using System.Globalization;
using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli.Demo;

/// <summary>The report as people read it.</summary>
internal static class DemoReportView
{
    public static IRenderable Of(DemoReport report, IReadOnlyDictionary<string, Violation> examples) => new Rows(
    [
        Head(report),
        Verdicts(report.Orders),
        Reasons(report.Rejections, examples),
        Days(report.Days),
        Accounts(report.Accounts),
        Headroom(report.TightestHeadroom),
        Foot(report),
    ]);

    private static Grid Head(DemoReport report) => Text.Sheet(
        ("data", report.Seed is { } seed ? $"{report.Data}, seed {seed}" : report.Data),
        ("rule book", report.Profile),
        ("replayed", $"{Text.Time(report.From)} to {Text.Time(report.Until)}, {Text.Count(report.Messages, "message")} in {report.ElapsedSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s"),
        ("skipped", report.SkippedRows == 0 ? "" : Text.Count(report.SkippedRows, "row")));

    private static Table Verdicts(OrdersReport orders)
    {
        var table = Text.Table("orders", $">{orders.Total}");
        foreach (var (verdict, count) in orders.ByVerdict)
            table.Row(verdict, Number(count));
        foreach (var (status, count) in orders.Refused)
            table.Row($"refused as {status}", Number(count));
        return table;
    }

    private static Table Reasons(IReadOnlyDictionary<string, int> rejections, IReadOnlyDictionary<string, Violation> examples)
    {
        var table = Text.Table("rejected for", ">orders", "for example");
        foreach (var (code, count) in rejections.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal))
            table.Row(code, Number(count), examples.TryGetValue(code, out var violation) ? violation.Message : "");
        return table;
    }

    private static Table Days(IReadOnlyList<DayReport> days)
    {
        var table = Text.Table("session", "symbol", ">P&L", ">equity", ">orders", ">trades", "status");
        foreach (var day in days)
        {
            table.Row(
                day.Session.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Symbol, Text.Money(day.Pnl), Text.Money(day.Equity),
                Number(day.Orders), Number(day.Trades), day.Status.ToString());
        }

        return table;
    }

    private static Table Accounts(IReadOnlyList<AccountReport> accounts)
    {
        var table = Text.Table("account", ">start", ">equity", ">P&L", ">floor", "status");
        foreach (var account in accounts)
        {
            table.Row(
                account.AccountId, Text.Money(account.StartBalance), Text.Money(account.Equity), Text.Money(account.Pnl), Text.Money(account.DrawdownFloor),
                account.StatusReason.Length > 0 ? $"{account.Status}: {account.StatusReason}" : account.Status.ToString());
        }

        return table;
    }

    private static Table Headroom(IReadOnlyList<TightestHeadroom> tightest)
    {
        var table = Text.Table("tightest headroom", ">left", "unit", "account", "at");
        foreach (var limit in tightest)
            table.Row(limit.Code, Text.Number(limit.Slack), limit.Unit, limit.AccountId, Text.Time(limit.At));
        return table;
    }

    private static Grid Foot(DemoReport report) => Text.Sheet(
    [
        ("fills", $"{Number(report.Fills.Count)}, {Text.Number(report.Fills.Quantity)} units, commission {Text.Money(report.Fills.Commission)}"),
        ("decision latency", $"p50 {Milliseconds(report.DecisionLatency.P50Ms)}, p99 {Milliseconds(report.DecisionLatency.P99Ms)}, the commit included"),
        ("journal", $"{(report.Journal.Intact ? "intact" : "NOT INTACT")}: {Text.Count(report.Journal.Events, "event")}, {Text.Count(report.Journal.Blocks, "block")}, {Text.Count(report.Journal.Decisions, "decision")} recomputed"),
        .. report.Journal.Findings.Select(finding => ("finding", finding)),
        ("decision hash", report.DecisionHash),
    ]);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("0.00' ms'", CultureInfo.InvariantCulture);
}
