using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Filling_on_bars
{
    private readonly PaperWorld _world = new();

    [Fact]
    public async Task A_limit_deals_only_when_the_bar_traded_through_it()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.BarAsync(high: 100.5m, low: 99m, bid: 99.5m, ask: 99.75m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.BarAsync(high: 100m, low: 98.75m, bid: 99.5m, ask: 99.75m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 99"]);
    }

    [Fact]
    public async Task A_limit_deals_when_the_bar_closes_with_its_price_quoted()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.BarAsync(high: 100m, low: 99m, bid: 98.75m, ask: 99m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 99"]);
    }

    [Fact]
    public async Task A_bar_that_opened_beyond_a_limit_deals_at_its_nearest_price()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.BarAsync(high: 96m, low: 94m, bid: 95m, ask: 95.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 96"]);
    }

    [Fact]
    public async Task A_stop_that_the_range_touched_deals_at_the_worse_of_stop_and_close()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("recovered", Side.Sell, OrderType.Stop, 1m, stop: 99m);
        await _world.BarAsync(high: 100m, low: 99m, bid: 99.75m, ask: 100m);
        await _world.SubmitAsync("fallen", Side.Sell, OrderType.Stop, 1m, stop: 99m);
        await _world.BarAsync(high: 99.75m, low: 97m, bid: 97.25m, ask: 97.5m);
        _world.Told("recovered").ShouldContain("Fill 1 @ 99");
        _world.Told("fallen").ShouldContain("Fill 1 @ 97.25");
    }

    [Fact]
    public async Task When_stop_and_target_lie_in_one_bar_the_stop_is_taken()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 2m, bracket: new Bracket(99m, 101m));
        await _world.BarAsync(high: 102m, low: 98m, bid: 101.5m, ask: 101.75m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 2", "Fill 2 @ 99"]);
        _world.Told("a-tp").ShouldBe(["Acknowledged 2", "Canceled 2"]);
    }

    [Fact]
    public async Task What_a_bar_did_before_an_order_came_does_not_fill_it()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var begun = _world.Time.Now;
        _world.Time.Now += TimeSpan.FromSeconds(30);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        _world.Time.Now = begun;
        await _world.BarAsync(high: 100.5m, low: 98m, bid: 100m, ask: 100.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
    }

    [Fact]
    public async Task A_bracket_born_in_a_bar_meets_its_closing_quote_alone()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m, bracket: new Bracket(98m, 102m));
        await _world.BarAsync(high: 103m, low: 97m, bid: 100m, ask: 100.25m);
        _world.Told("a").ShouldContain("Fill 1 @ 99");
        _world.Told("a-sl").ShouldBe(["Acknowledged 1"]);
        _world.Told("a-tp").ShouldBe(["Acknowledged 1"]);
    }

    [Fact]
    public async Task The_last_bar_of_a_session_still_fills()
    {
        _world.Time.Now = PaperWorld.Noon.AddHours(5).AddMinutes(-1);
        await _world.QuoteAsync(10m, 10.01m, symbol: "DAY");
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 9.90m, timeInForce: TimeInForce.Day, symbol: "DAY");
        await _world.BarAsync(high: 10m, low: 9.80m, bid: 9.89m, ask: 9.90m, symbol: "DAY");
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 9.9"]);
    }
}
