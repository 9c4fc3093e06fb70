using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Orders;

public sealed class Marks(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gap_in_the_market_data_stops_entries_and_leaves_exits_open_until_it_ends()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Tight, cancellation: Ct);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "before", 2m), Ct)).Verdict.ShouldBe(Verdict.Approved);

        await gateway.Admin.Simulation.StepAsync([], Market.Start.AddMilliseconds(5_001), Ct);

        var entry = await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "during"), Ct);
        entry.Verdict.ShouldBe(Verdict.Rejected);
        var stale = entry.Violations.ShouldHaveSingleItem();
        (stale.Code, stale.LeftValue, stale.OverBy).ShouldBe(("MARK_STALE", "5001", 1m));
        (await gateway.Admin.Orders.SubmitAsync(Market.Sell("a", "exit"), Ct)).Verdict.ShouldBe(Verdict.Approved);

        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start.AddSeconds(6))], cancellation: Ct);

        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "after"), Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    [Fact]
    public async Task One_absurd_quote_trips_nothing_and_stops_entries()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Tight, cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "long", 10m), Ct);

        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start.AddSeconds(1), 16.50m, 16.51m)], cancellation: Ct);

        var account = await gateway.Admin.Accounts.GetAsync("a", Ct);
        account.Status.ShouldBe(AccountStatus.Active);
        account.Positions.ShouldHaveSingleItem().Doubtful.ShouldBeTrue();
        (await gateway.Admin.Orders.SubmitAsync(Market.Sell("a", "exit"), Ct)).Verdict.ShouldBe(Verdict.Approved);
        var other = await gateway.Admin.Orders.SubmitAsync(Market.Sell("a", "reverse", 15m), Ct);
        other.Violations.ShouldContain(v => v.Code == "MARK_DOUBTFUL");
    }

    [Fact]
    public async Task An_instrument_without_any_quote_takes_no_entry()
    {
        var account = await fixture.OpenAsync();

        var decision = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a") with { Symbol = "QQQ" }, Ct);

        decision.Verdict.ShouldBe(Verdict.Rejected);
        decision.Violations.ShouldContain(v => v.Code == "MARK_DOUBTFUL" || v.Code == "MARK_STALE");
    }

    [Fact]
    public async Task A_feed_whose_clock_runs_ahead_is_refused_and_blocks_nothing_behind_it()
    {
        await using var gateway = await fixture.StartAsync(options => options with { Clock = "system" }, cancellationToken: Ct);
        using var feed = gateway.Admin.MarketData.OpenPublisher(Ct);
        await feed.WriteAsync(Market.Quote(TimeProvider.System.GetUtcNow().AddYears(1)));
        await feed.WriteAsync(Market.Quote(TimeProvider.System.GetUtcNow()));

        var result = await feed.CompleteAsync();

        (result.Accepted, result.Refused).ShouldBe((1, 1));
        result.Reasons.ShouldHaveSingleItem().ShouldContain("ahead of the gateway's clock");
    }
}
