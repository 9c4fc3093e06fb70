using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Filling_on_quotes
{
    private readonly PaperWorld _world = new();

    [Fact]
    public async Task A_market_order_deals_at_the_quote_at_once()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("buy", Side.Buy, OrderType.Market, 2m);
        await _world.SubmitAsync("sell", Side.Sell, OrderType.Market, 1m);
        _world.Told().ShouldBe(["buy Acknowledged 2", "buy Fill 2 @ 100.25", "sell Acknowledged 1", "sell Fill 1 @ 100"]);
    }

    [Fact]
    public async Task A_market_order_without_a_market_waits_for_one()
    {
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(100m, 100.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 100.25"]);
    }

    [Fact]
    public async Task An_order_does_not_deal_at_a_quote_that_is_too_old()
    {
        await _world.QuoteAsync(100m, 100.25m);
        _world.Time.Now += TimeSpan.FromSeconds(91);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(101m, 101.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 101.25"]);
    }

    [Fact]
    public async Task A_limit_order_deals_when_the_quote_reaches_it_and_never_worse()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("buy", Side.Buy, OrderType.Limit, 1m, limit: 99.5m);
        await _world.SubmitAsync("sell", Side.Sell, OrderType.Limit, 1m, limit: 101m);
        await _world.QuoteAsync(99.5m, 99.75m);
        _world.Told("buy").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(99.25m, 99.5m);
        _world.Told("buy").ShouldBe(["Acknowledged 1", "Fill 1 @ 99.5"]);
        await _world.QuoteAsync(102m, 102.25m);
        _world.Told("sell").ShouldBe(["Acknowledged 1", "Fill 1 @ 102"]);
    }

    [Fact]
    public async Task A_stop_through_a_gap_deals_at_the_quote_and_not_at_its_price()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Sell, OrderType.Stop, 1m, stop: 99m);
        await _world.QuoteAsync(99.25m, 99.5m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(95m, 95.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 95"]);
    }

    [Fact]
    public async Task A_stop_limit_through_a_gap_rests_at_its_limit()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Sell, OrderType.StopLimit, 1m, limit: 98.5m, stop: 99m);
        await _world.QuoteAsync(95m, 95.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(98.5m, 98.75m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 98.5"]);
    }

    [Fact]
    public async Task Slippage_is_paid_beyond_the_quote()
    {
        var world = new PaperWorld(new PaperBrokerOptions { MarketSlippageTicks = 1, StopSlippageTicks = 2 });
        await world.QuoteAsync(100m, 100.25m);
        await world.SubmitAsync("market", Side.Buy, OrderType.Market, 1m);
        await world.SubmitAsync("stop", Side.Sell, OrderType.Stop, 1m, stop: 99m);
        await world.QuoteAsync(99m, 99.25m);
        world.Told("market").ShouldContain("Fill 1 @ 100.5");
        world.Told("stop").ShouldContain("Fill 1 @ 98.5");
    }

    [Fact]
    public async Task An_order_fills_in_parts_by_the_size_at_the_quote()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 3m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 5m);
        _world.Told("a").ShouldBe(["Acknowledged 5", "Fill 3 @ 100.25"]);
        await _world.QuoteAsync(100.25m, 100.5m, askSize: 10m);
        _world.Told("a").ShouldBe(["Acknowledged 5", "Fill 3 @ 100.25", "Fill 2 @ 100.5"]);
    }

    [Fact]
    public async Task Orders_share_the_size_at_the_quote_by_price_and_then_by_arrival()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("early", Side.Buy, OrderType.Limit, 2m, limit: 99m);
        _world.Time.Now += TimeSpan.FromSeconds(1);
        await _world.SubmitAsync("late", Side.Buy, OrderType.Limit, 2m, limit: 99m);
        await _world.SubmitAsync("better", Side.Buy, OrderType.Limit, 2m, limit: 99.25m);
        await _world.QuoteAsync(98.75m, 99m, askSize: 5m);
        _world.Told("better").ShouldContain("Fill 2 @ 99");
        _world.Told("early").ShouldContain("Fill 2 @ 99");
        _world.Told("late").ShouldContain("Fill 1 @ 99");
    }

    [Fact]
    public async Task Only_the_chosen_share_of_the_quoted_size_is_taken_in_whole_lots()
    {
        var world = new PaperWorld(new PaperBrokerOptions { Participation = 0.5m });
        await world.QuoteAsync(100m, 100.25m, askSize: 5m);
        await world.SubmitAsync("a", Side.Buy, OrderType.Market, 4m);
        world.Told("a").ShouldBe(["Acknowledged 4", "Fill 2 @ 100.25"]);
    }

    [Fact]
    public async Task Fill_or_kill_fills_whole_or_not_at_all()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 3m);
        await _world.SubmitAsync("large", Side.Buy, OrderType.Market, 5m, timeInForce: TimeInForce.Fok);
        await _world.SubmitAsync("small", Side.Buy, OrderType.Market, 3m, timeInForce: TimeInForce.Fok);
        _world.Told("large").ShouldBe(["Acknowledged 5", "Canceled 5"]);
        _world.Told("small").ShouldBe(["Acknowledged 3", "Fill 3 @ 100.25"]);
    }

    [Fact]
    public async Task Immediate_or_cancel_takes_what_is_there()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 3m);
        await _world.SubmitAsync("part", Side.Buy, OrderType.Limit, 5m, limit: 100.25m, timeInForce: TimeInForce.Ioc);
        await _world.SubmitAsync("none", Side.Buy, OrderType.Limit, 5m, limit: 99m, timeInForce: TimeInForce.Ioc);
        _world.Told("part").ShouldBe(["Acknowledged 5", "Fill 3 @ 100.25", "Canceled 2"]);
        _world.Told("none").ShouldBe(["Acknowledged 5", "Canceled 5"]);
    }

    [Fact]
    public async Task Commission_is_charged_per_fill_and_its_minimum_once_per_order()
    {
        var world = new PaperWorld(new PaperBrokerOptions { Commissions = TestMarket.Commissions });
        await world.QuoteAsync(100m, 100.25m);
        await world.SubmitAsync("future", Side.Buy, OrderType.Market, 3m);
        await world.QuoteAsync(20000m, 20001m, symbol: "COIN");
        await world.SubmitAsync("coin", Side.Buy, OrderType.Market, 0.5m, symbol: "COIN");
        await world.QuoteAsync(10m, 10.01m, askSize: 50m, symbol: "DAY");
        await world.SubmitAsync("stock", Side.Buy, OrderType.Market, 150m, symbol: "DAY");
        await world.QuoteAsync(10m, 10.01m, askSize: 500m, symbol: "DAY");
        Commissions(world, "future").ShouldBe([6m]);
        Commissions(world, "coin").ShouldBe([10.0005m]);
        Commissions(world, "stock").ShouldBe([1m, 0.5m]);
    }

    private static decimal[] Commissions(PaperWorld world, string order) =>
        [.. world.Heard.Where(execution => execution.Order.Value == order && execution.Kind == ExecutionKind.Fill).Select(execution => execution.Commission)];
}
