using System.CommandLine;
using Portcullis.Cli.Demo;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class DemoCommand
{
    private static readonly TimeSpan BeforeTheFirst = TimeSpan.FromMinutes(1);

    public static Command Build(Shell shell)
    {
        var data = new Option<string[]>("--data") { Description = "Files of bars or ticks, CSV or gzip. Default a generated session.", AllowMultipleArgumentsPerToken = true };
        var profile = new Option<string?>("--profile") { Description = "Rule book. Default topstep-50k; for shares equity-100k, for currencies and CFDs ftmo-100k-2step." };
        var calendar = new Option<string?>("--calendar") { Description = "News calendar. Default the generated session's own." };
        var symbol = new Option<string?>("--symbol") { Description = "What the bot trades. Default each day's busiest of the first file." };
        var seed = new Option<int>("--seed") { Description = "Of the generated session.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Seconds of data a second. Default as fast as it goes." };
        var keep = new Option<string?>("--keep") { Description = "Keep the gateway's data in this folder. Default a temporary one." };
        return shell.Command(
            "demo",
            "Start a gateway, replay a session with the example bot through real gRPC, and report.",
            [data, profile, calendar, symbol, seed, speed, keep],
            (call, cancellation) => RunAsync(
                call,
                new DemoOptions
                {
                    Data = [.. (call.Value(data) ?? []).Select(file => Path.GetFullPath(file, call.Environment.Directory))],
                    Profile = call.Value(profile),
                    Calendar = call.Value(calendar) is { } news ? Path.GetFullPath(news, call.Environment.Directory) : null,
                    Symbol = call.Value(symbol),
                    Seed = call.Value(seed),
                    Speed = call.Value(speed) is >= 0 and var pace ? pace : throw new UsageException("--speed is positive."),
                    Keep = call.Value(keep) is { } folder ? Path.GetFullPath(folder, call.Environment.Directory) : null,
                },
                cancellation));
    }

    private static async Task<int> RunAsync(Invocation call, DemoOptions options, CancellationToken cancellation)
    {
        var folder = options.Keep is { } keep ? Directory.CreateDirectory(keep) : Directory.CreateTempSubdirectory("portcullis-demo-");
        try
        {
            return await RunAsync(call, options, folder.FullName, cancellation);
        }
        finally
        {
            if (options.Keep is null)
                folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(Invocation call, DemoOptions options, string folder, CancellationToken cancellation)
    {
        var began = call.Time.GetTimestamp();
        var scenario = options.Data.Count == 0 ? Scenario.Generated(options, folder) : Scenario.FromFiles(options);
        var profile = options.Profile ?? scenario.DefaultProfile;
        using var tally = new Tally();
        await using var gateway = await GatewayProcess.StartAsync(folder, scenario.Calendar, scenario.Survey.First - BeforeTheFirst, call.Environment, cancellation);
        try
        {
            await using var desk = await Desk.OpenAsync(gateway, profile, tally, DemoRun.Settle, call.Time, cancellation);
            var run = await ReplayAsync(call, options, scenario, desk, tally, cancellation);
            return await ReportAsync(call, options, scenario, profile, desk, run, tally, began, cancellation);
        }
        catch (PortcullisException) when (!cancellation.IsCancellationRequested)
        {
            await call.Environment.Error.WriteLineAsync(gateway.Said("The gateway's last words:"));
            throw;
        }
    }

    private static async Task<DemoRun> ReplayAsync(
        Invocation call, DemoOptions options, Scenario scenario, Desk desk, Tally tally, CancellationToken cancellation)
    {
        DemoRun run = null!;
        await DemoProgressView.RunAsync(call.Environment, call.Output.IsJson, progress =>
        {
            run = new DemoRun(scenario, desk, tally, new Pace(options.Speed, call.Time), progress);
            return run.ReplayAsync(cancellation);
        });
        return run;
    }

    private static async Task<int> ReportAsync(
        Invocation call, DemoOptions options, Scenario scenario, string profile, Desk desk, DemoRun run, Tally tally, long began, CancellationToken cancellation)
    {
        var report = new DemoReport
        {
            Data = options.Data.Count == 0 ? "generated session" : string.Join(", ", options.Data.Select(Path.GetFileName)),
            Seed = options.Data.Count == 0 ? options.Seed : null,
            Profile = profile,
            From = scenario.Survey.First,
            Until = scenario.Survey.Last,
            Messages = run.Messages,
            SkippedRows = scenario.Problems.Count,
            Orders = new OrdersReport(tally.Orders, tally.ByVerdict, tally.Refused),
            Rejections = tally.Rejections,
            Fills = await run.FillsAsync(cancellation),
            Accounts = [await AccountAsync(desk, Desk.BotAccount, cancellation), await AccountAsync(desk, Desk.CarelessAccount, cancellation)],
            Days = run.Days,
            TightestHeadroom = [.. tally.Tightest],
            DecisionLatency = tally.Latency(),
            Journal = await VerifyAsync(desk.Operator.Journal, cancellation),
            DecisionHash = tally.Hash,
            ElapsedSeconds = Math.Round(call.Time.GetElapsedTime(began).TotalSeconds, 1),
        };
        call.Output.Show(report, () => DemoReportView.Of(report, tally.Examples));
        foreach (var problem in scenario.Problems.Described)
            await call.Environment.Error.WriteLineAsync(problem.ToString());
        return report.Journal.Intact ? ExitCode.Ok : ExitCode.Integrity;
    }

    private static async Task<AccountReport> AccountAsync(Desk desk, string accountId, CancellationToken cancellation)
    {
        var account = await desk.Operator.Accounts.GetAsync(accountId, cancellation);
        return new AccountReport(
            account.AccountId, account.Status, account.StatusReason, account.Currency, account.StartBalance, account.Balance, account.Equity,
            account.Equity - account.StartBalance, account.DrawdownFloor);
    }

    private static async Task<VerifyProgress> VerifyAsync(JournalClient journal, CancellationToken cancellation)
    {
        var last = new VerifyProgress(0, 0, 0, ["the verification did not end"], false, false);
        await foreach (var progress in journal.VerifyAsync(cancellation: cancellation))
            last = progress;
        return last;
    }
}
