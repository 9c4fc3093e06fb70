using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Hours_and_halts
{
    private readonly PaperWorld _world = new();

    [Fact]
    public async Task Nothing_fills_while_the_instrument_is_halted()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.HaltAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        await _world.HaltAsync(101m, 101.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.QuoteAsync(102m, 102.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 102.25"]);
    }

    [Fact]
    public async Task Nothing_fills_while_the_quote_is_in_doubt()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Sell, OrderType.Stop, 1m, stop: 99m);
        await _world.DoubtAsync(90m, 90.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
    }

    [Fact]
    public async Task An_order_for_a_closed_market_waits_for_its_opening()
    {
        _world.Time.Now = PaperWorld.Noon.AddHours(-5);
        await _world.QuoteAsync(10m, 10.01m, symbol: "DAY");
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m, timeInForce: TimeInForce.Day, symbol: "DAY");
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        _world.Time.Now = PaperWorld.Noon.AddHours(-3);
        await _world.QuoteAsync(10.10m, 10.11m, symbol: "DAY");
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 10.11"]);
    }

    [Theory]
    [InlineData(TimeInForce.Ioc)]
    [InlineData(TimeInForce.Fok)]
    public async Task An_order_that_must_fill_at_once_is_refused_while_the_market_is_closed(TimeInForce timeInForce)
    {
        _world.Time.Now = PaperWorld.Noon.AddHours(6);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m, timeInForce: timeInForce, symbol: "DAY");
        _world.Told("a").ShouldBe(["Rejected 1"]);
        _world.Heard[0].Reason.ShouldBe("DAY is closed");
    }

    [Fact]
    public async Task A_day_order_ends_with_the_session_and_a_gtc_order_does_not()
    {
        await _world.QuoteAsync(10m, 10.01m, symbol: "DAY");
        await _world.SubmitAsync("day", Side.Buy, OrderType.Limit, 1m, limit: 9m, timeInForce: TimeInForce.Day, symbol: "DAY");
        await _world.SubmitAsync("gtc", Side.Buy, OrderType.Limit, 1m, limit: 9m, timeInForce: TimeInForce.Gtc, symbol: "DAY");
        await _world.TimeAsync(PaperWorld.Noon.AddHours(5).AddTicks(-1));
        _world.Told("day").ShouldBe(["Acknowledged 1"]);
        await _world.TimeAsync(PaperWorld.Noon.AddHours(5));
        _world.Told("day").ShouldBe(["Acknowledged 1", "Expired 1"]);
        _world.Told("gtc").ShouldBe(["Acknowledged 1"]);
    }

    [Fact]
    public async Task A_day_order_given_after_the_close_belongs_to_the_next_session()
    {
        _world.Time.Now = PaperWorld.Noon.AddDays(2).AddHours(6);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 9m, timeInForce: TimeInForce.Day, symbol: "DAY");
        await _world.TimeAsync(PaperWorld.Noon.AddDays(5).AddHours(4));
        _world.Told("a").ShouldBe(["Acknowledged 1"]);
        await _world.TimeAsync(PaperWorld.Noon.AddDays(5).AddHours(5));
        _world.Told("a").ShouldBe(["Acknowledged 1", "Expired 1"]);
    }

    [Fact]
    public async Task An_order_whose_time_ran_out_is_not_filled_by_the_next_quote()
    {
        await _world.QuoteAsync(10m, 10.01m, symbol: "DAY");
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 9m, timeInForce: TimeInForce.Day, symbol: "DAY");
        _world.Time.Now = PaperWorld.Noon.AddDays(1);
        await _world.QuoteAsync(8m, 8.01m, symbol: "DAY");
        _world.Told("a").ShouldBe(["Acknowledged 1", "Expired 1"]);
    }
}
