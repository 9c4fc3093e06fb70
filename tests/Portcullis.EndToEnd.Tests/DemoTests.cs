using System.Text.Json;
using Portcullis.Testing;

namespace Portcullis.EndToEnd.Tests;

public sealed class DemoTests(PostgresFixture postgres)
{
    private const string EsBars = "bars/ES_1m_20131006-20131220.csv.gz";
    private const string CoreCalendar = "calendar/ff_calendar_core_2013-2024_01.csv";

    [Fact]
    public async Task A_newcomer_sees_every_kind_of_rejection_and_two_runs_decide_alike()
    {
        var first = await DemoAsync();
        var second = await DemoAsync();

        first.GetProperty("decisionHash").GetString().ShouldBe(second.GetProperty("decisionHash").GetString());
        var rejections = first.GetProperty("rejections");
        foreach (var code in (string[])["DAILY_LOSS_LIMIT", "NEWS_BLACKOUT", "MARKET_HALTED", "MARK_STALE", "MESSAGE_RATE_SECOND", "DUPLICATE_ORDER", "PRICE_COLLAR", "MAX_ORDER_QUANTITY", "MARK_DOUBTFUL"])
            rejections.TryGetProperty(code, out var count).ShouldBeTrue($"no order was rejected for {code}: {rejections}");
    }

    [Fact]
    public async Task On_real_futures_data_orders_near_the_announcement_are_rejected_for_news()
    {
        var data = MarketData();

        var report = await DemoAsync("--data", Path.Combine(data, EsBars), "--calendar", Path.Combine(data, CoreCalendar));

        // Before and after each of nine releases, that of the Federal Reserve on 18 December 19:00Z among them, and for no other reason.
        var rejection = report.GetProperty("rejections").EnumerateObject().ShouldHaveSingleItem();
        (rejection.Name, rejection.Value.GetInt32()).ShouldBe(("NEWS_BLACKOUT", 18));
    }

    [Fact]
    public async Task Prints_out_of_line_with_the_market_trip_no_loss_limit()
    {
        var data = MarketData();

        var report = await DemoAsync("--data", Path.Combine(data, "bars/SPY_1s_20131007-20131011.csv.gz"), "--profile", "equity-100k");

        foreach (var account in report.GetProperty("accounts").EnumerateArray())
            account.GetProperty("status").GetString().ShouldBe("Active", report.ToString());
        report.GetProperty("rejections").EnumerateObject().ShouldBeEmpty();
    }

    private async Task<JsonElement> DemoAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        var environment = new Dictionary<string, string>
        {
            ["PORTCULLIS_GATEWAY"] = Programs.Gateway,
            ["PORTCULLIS_POSTGRES"] = await postgres.CreateDatabaseAsync(token),
        };
        var finished = await Programs.RunCliAsync(["demo", "--json", .. arguments], environment, token);
        finished.ExitCode.ShouldBe(0, finished.Errors);
        using var report = JsonDocument.Parse(finished.Output);
        return report.RootElement.Clone();
    }

    private static string MarketData()
    {
        var folder = Environment.GetEnvironmentVariable("PORTCULLIS_MARKET_DATA") ?? Path.Combine(ReadmeWalk.Repository, "..", "shared", "data");
        if (!File.Exists(Path.Combine(folder, EsBars))) Assert.Skip($"Real market data is not in {folder}; PORTCULLIS_MARKET_DATA names the folder.");
        return folder;
    }
}
