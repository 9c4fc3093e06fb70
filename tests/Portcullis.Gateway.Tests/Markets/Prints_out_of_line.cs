using Portcullis.Bots.Replay;
using Portcullis.Client;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Markets;

/// <summary>
/// SPY on 10 October 2013, all prints of all venues: between 17:50Z and 19:44Z thirteen prints at 165.59 stand in a market that never trades
/// below 168. A position valued on them would lose more than the day's limit at once, and a stop watched on them would be done.
/// </summary>
public sealed class Prints_out_of_line(GatewayFixture fixture)
{
    private const string Account = "holder";
    private const decimal Quantity = 1_000m;
    private const decimal Stop = 167.50m;
    private const decimal PrintsBelow = 166m;
    private const int StepMessages = 2_000;

    private static readonly DateTimeOffset Morning = new(2013, 10, 10, 17, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Bought = new(2013, 10, 10, 17, 40, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Over = new(2013, 10, 10, 19, 45, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_move_no_mark_reach_no_stop_and_trip_no_loss_limit()
    {
        var replay = new MarketReplay([RealFile("ticks/SPY_trades_20131010.csv.gz"), RealFile("bars/SPY_1s_20131007-20131011.csv.gz")]);
        await using var gateway = await fixture.StartAsync(options => options with { Packs = new GatewayOptions().Packs }, cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync(Account, "equity-100k", cancellation: Ct);
        var prints = 0;
        var worst = decimal.MaxValue;

        var session = replay.Read().SkipWhile(next => next.At < Morning).TakeWhile(next => next.At <= Over);
        foreach (var batch in ReplayBatches.Cut(session, [Bought], StepMessages))
        {
            await gateway.Admin.Simulation.StepAsync(batch.Events.Select(next => next.Published), batch.Until, Ct);
            prints += batch.Events.Count(next => next.Published is TradeEvent { Price: < PrintsBelow });
            if (batch.Until == Bought)
                await BuyAsync(gateway);
            worst = Math.Min(worst, (await gateway.Admin.Accounts.GetAsync(Account, Ct)).DayPnl);
        }

        prints.ShouldBe(13);
        // The bid never fell more than 40 cents below the entry; the prints stand 2.60 below it, and 2.00 cost the account its day.
        worst.ShouldBeGreaterThan(-0.40m * Quantity);
        var account = await gateway.Admin.Accounts.GetAsync(Account, Ct);
        account.Status.ShouldBe(AccountStatus.Active);
        account.PositionIn("SPY").ShouldBe(Quantity);
        account.WorkingOrders.ShouldHaveSingleItem().StopPrice.ShouldBe(Stop);
    }

    private static async Task BuyAsync(TestGateway gateway)
    {
        var decision = await gateway.Admin.Orders.SubmitAsync(Market.Buy(Account, "long", Quantity) with { Bracket = new Bracket(Stop) }, Ct);
        decision.Verdict.ShouldBe(Verdict.Approved, string.Join(", ", decision.Violations.Select(violation => violation.Message)));
        await gateway.Admin.Simulation.StepAsync([], cancellation: Ct);
    }

    private static string RealFile(string name)
    {
        var folder = Environment.GetEnvironmentVariable("PORTCULLIS_MARKET_DATA") ?? Path.Combine(AppContext.BaseDirectory, "../../../../../../shared/data");
        var path = Path.Combine(folder, name);
        Assert.SkipUnless(File.Exists(path), $"Real market data is not in {folder}; PORTCULLIS_MARKET_DATA names the folder.");
        return path;
    }
}
