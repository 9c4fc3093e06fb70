using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Settling_what_has_expired
{
    private readonly PaperWorld _world = new();

    [Fact]
    public async Task Working_orders_end_with_the_contract_good_till_cancelled_or_not()
    {
        await _world.QuoteAsync(100m, 100.50m, symbol: "END");
        await _world.SubmitAsync("gtc", Side.Sell, OrderType.Limit, 1m, limit: 120m, symbol: "END");
        await _world.SubmitAsync("day", Side.Sell, OrderType.Stop, 1m, stop: 80m, timeInForce: TimeInForce.Day, symbol: "END");
        await _world.TimeAsync(TestMarket.End.AddTicks(-1));
        _world.Told("gtc").ShouldBe(["Acknowledged 1"]);
        await _world.TimeAsync(TestMarket.End);
        _world.Told("gtc").ShouldBe(["Acknowledged 1", "Expired 1"]);
        _world.Told("day")[^1].ShouldBe("Expired 1");
    }

    [Theory]
    [InlineData(100, 100.50, 100.25)]
    [InlineData(100, 100.75, 100.50)]
    public async Task A_close_deals_at_the_middle_of_the_last_trusted_quote_on_a_tick_and_free_of_commission(decimal bid, decimal ask, decimal settlement)
    {
        var world = new PaperWorld(new PaperBrokerOptions { Commissions = TestMarket.Commissions });
        await world.QuoteAsync(bid, ask, bidSize: 1m, askSize: 1m, symbol: "END");
        await world.TimeAsync(TestMarket.End.AddHours(1));
        await world.SubmitAsync("close", Side.Sell, OrderType.Market, 7m, symbol: "END");
        world.Told("close").ShouldBe(["Acknowledged 7", PaperWorld.Line(world.Heard[^1] with { Kind = ExecutionKind.Fill, Quantity = 7m, Price = settlement })]);
        world.Heard[^1].Commission.ShouldBe(0m);
    }

    [Fact]
    public async Task Nothing_but_a_close_at_market_is_taken()
    {
        await _world.QuoteAsync(100m, 100.50m, symbol: "END");
        await _world.TimeAsync(TestMarket.End);
        await _world.SubmitAsync("limit", Side.Sell, OrderType.Limit, 1m, limit: 90m, symbol: "END");
        _world.Told("limit").ShouldBe(["Rejected 1"]);
        _world.Heard[^1].Reason.ShouldBe("END has expired");
    }

    [Fact]
    public async Task After_a_restart_the_settlement_is_published_as_a_quote()
    {
        await _world.QuoteAsync(100m, 100.50m, symbol: "END");
        await _world.SubmitAsync("entry", Side.Buy, OrderType.Market, 1m, symbol: "END");
        _world.Time.Now = TestMarket.End.AddMinutes(1);
        var restarted = await _world.RestartedAsync();
        await restarted.SubmitAsync("close", Side.Sell, OrderType.Market, 1m, symbol: "END");
        restarted.Told("close").ShouldBe(["Rejected 1"]);
        restarted.Heard[^1].Reason.ShouldBe("END has expired and no settlement price is known; publish it as a quote");
        await restarted.QuoteAsync(101m, 101m, symbol: "END");
        await restarted.SubmitAsync("again", Side.Sell, OrderType.Market, 1m, symbol: "END");
        restarted.Told("again").ShouldBe(["Acknowledged 1", "Fill 1 @ 101"]);
        await restarted.SubmitAsync("again", Side.Sell, OrderType.Market, 1m, symbol: "END");
        restarted.Told("again").Length.ShouldBe(2);
    }
}
