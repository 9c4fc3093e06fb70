using System.CommandLine;
using System.Globalization;
using Portcullis.Client;
using Spectre.Console;

namespace Portcullis.Cli.Commands;

/// <summary>What the journal amounts to, as tables; every row as a line of JSON with --json.</summary>
internal static class ReportCommands
{
    private static readonly Dictionary<string, Verdict> Verdicts = new()
    {
        ["approved"] = Verdict.Approved, ["resized"] = Verdict.Resized, ["held"] = Verdict.Held, ["rejected"] = Verdict.Rejected,
    };

    public static Command Build(Shell shell) => new("report", "What rules, accounts and strategies did, from the journal.") { Rules(shell), Days(shell), Evidence(shell) };

    /// <summary>A command of <c>order</c>.</summary>
    public static Command Orders(Shell shell)
    {
        var symbol = new Option<string?>("--symbol") { Description = "Only this instrument." };
        var strategy = new Option<string?>("--strategy") { Description = "Only this strategy." };
        var rule = new Option<string?>("--rule") { Description = "Only orders that this rule failed on, by its code: DAILY_LOSS_LIMIT." };
        var verdict = new Option<Verdict?>("--verdict") { Description = "approved, resized, held or rejected.", CustomParser = result => Choices.One(result, Verdicts) };
        var from = TimeOption.Create("--from", "Only what was decided at this time or later, for example 2026-03-02T14:30:00Z.");
        var until = TimeOption.Create("--until", "Only what was decided before this time.");
        var page = new PageOptions();
        return shell.Command("list", "Orders with what became of them, the newest first.", [page.Account, symbol, strategy, rule, verdict, from, until, .. page.All], (call, cancellation) =>
        {
            var question = new OrderQuestion
            {
                AccountId = call.Value(page.Account),
                Symbol = call.Value(symbol),
                Strategy = call.Value(strategy),
                Rule = call.Value(rule),
                Verdict = call.Value(verdict),
                From = call.Value(from),
                Until = call.Value(until),
                CaughtUp = call.Value(page.Wait),
            };
            return ShowAsync(call, page, (next, rows) => call.Client.Reports.OrdersAsync(question with { Page = next, PageSize = rows }, cancellation), ReportView.Of, cancellation);
        });
    }

    private static Command Rules(Shell shell)
    {
        var (from, to) = Dates();
        var rule = new Option<string?>("--rule") { Description = "Only this rule, by its code." };
        var page = new PageOptions();
        return shell.Command("rules", "What each rule did, by account and trading day.", [page.Account, from, to, rule, .. page.All], (call, cancellation) =>
        {
            var question = new DayQuestion { AccountId = call.Value(page.Account), From = call.Value(from), To = call.Value(to), Rule = call.Value(rule), CaughtUp = call.Value(page.Wait) };
            return ShowAsync(call, page, (next, rows) => call.Client.Reports.RulesAsync(question with { Page = next, PageSize = rows }, cancellation), ReportView.Of, cancellation);
        });
    }

    private static Command Days(Shell shell)
    {
        var (from, to) = Dates();
        var page = new PageOptions();
        return shell.Command("days", "The accounts' trading days: money, orders, trades, locks.", [page.Account, from, to, .. page.All], (call, cancellation) =>
        {
            var question = new DayQuestion { AccountId = call.Value(page.Account), From = call.Value(from), To = call.Value(to), CaughtUp = call.Value(page.Wait) };
            return ShowAsync(call, page, (next, rows) => call.Client.Reports.DaysAsync(question with { Page = next, PageSize = rows }, cancellation), ReportView.Of, cancellation);
        });
    }

    private static Command Evidence(Shell shell)
    {
        var strategy = new Option<string?>("--strategy") { Description = "Only this strategy." };
        var version = new Option<string?>("--strategy-version") { Description = "Only this version of it." };
        var page = new PageOptions();
        return shell.Command("evidence", "What each version of a strategy has done, over all accounts.", [strategy, version, .. page.All], (call, cancellation) =>
        {
            var question = new EvidenceQuestion { Strategy = call.Value(strategy), Version = call.Value(version), CaughtUp = call.Value(page.Wait) };
            return ShowAsync(call, page, (next, rows) => call.Client.Reports.EvidenceAsync(question with { Page = next, PageSize = rows }, cancellation), ReportView.Of, cancellation);
        });
    }

    private static (Option<DateOnly?> From, Option<DateOnly?> To) Dates() => (
        new("--from") { Description = "From this trading day on, for example 2026-03-02." },
        new("--to") { Description = "Up to this trading day, included." });

    private static async Task<int> ShowAsync<T>(
        Invocation call, PageOptions options, Func<string, int, Task<ReportPage<T>>> ask, Func<IReadOnlyList<T>, Table> view, CancellationToken cancellation)
        where T : notnull
    {
        var limit = call.Value(options.Limit);
        if (limit < 1)
            throw new UsageException($"--limit {limit}: 1 or more was expected.");
        var left = limit;
        var rows = new List<T>();
        ReportPage<T>? last = null;
        await foreach (var page in ReportsClient.PagesAsync(next => ask(next, Math.Min(left, PageOptions.PageRows)), cancellation))
        {
            (last, left) = (page, left - page.Rows.Count);
            rows.AddRange(page.Rows);
            if (left <= 0)
                break;
        }

        var (position, head, more, incomplete) = (last!.Position, last.Head, last.NextPage.Length > 0, last.Incomplete);
        call.Output.Show(new { rows, position, head, more, incomplete }, () => view(rows));
        call.Output.Say(string.Create(CultureInfo.InvariantCulture, $"True at position {position:N0} of the journal{(last.Behind > 0 ? $", {Text.Count(last.Behind, "event")} behind its head" : "")}.{(more ? $" There are more than {rows.Count:N0}: --limit." : "")}"));
        if (last.Incomplete.Count > 0)
            call.Output.Say($"Not whole, because an event can't be folded (journal aside reports): {string.Join(", ", last.Incomplete)}.");
        return ExitCode.Ok;
    }
}
