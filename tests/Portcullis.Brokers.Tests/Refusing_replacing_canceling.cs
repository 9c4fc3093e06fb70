using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Refusing_replacing_canceling
{
    private readonly PaperWorld _world = new();

    [Theory]
    [InlineData("NOPE", OrderType.Market, 1, null, null, "no such instrument")]
    [InlineData("FUT", OrderType.Market, 0, null, null, "quantity 0")]
    [InlineData("FUT", OrderType.Market, 1.5, null, null, "quantity 1.5")]
    [InlineData("FUT", OrderType.Limit, 1, 100.1, null, "price 100.1")]
    [InlineData("FUT", OrderType.Limit, 1, null, null, "a limit price is missing")]
    [InlineData("FUT", OrderType.Stop, 1, null, null, "a stop price is missing")]
    [InlineData("FUT", OrderType.Market, 1, 100.0, null, "a limit price does not belong")]
    [InlineData("FUT", OrderType.Limit, 1, 100.0, 99.0, "a stop price does not belong")]
    public async Task What_no_venue_would_take_is_refused_with_its_reason(string symbol, OrderType type, double quantity, double? limit, double? stop, string reason)
    {
        await _world.SubmitAsync("a", Side.Buy, type, (decimal)quantity, (decimal?)limit, (decimal?)stop, symbol: symbol);
        var refusal = _world.Heard.ShouldHaveSingleItem();
        refusal.Kind.ShouldBe(ExecutionKind.Rejected);
        refusal.Reason.ShouldNotBeNull().ShouldStartWith(reason);
    }

    [Fact]
    public async Task A_replaced_order_works_with_its_new_terms()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.ReplaceAsync(order, 3m, limit: 99.5m);
        await _world.QuoteAsync(99.25m, 99.5m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Replaced 3", "Fill 3 @ 99.5"]);
    }

    [Fact]
    public async Task A_replacement_that_crosses_the_market_deals_at_once()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.ReplaceAsync(order, 1m, limit: 100.25m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Replaced 1", "Fill 1 @ 100.25"]);
    }

    [Fact]
    public async Task A_smaller_quantity_keeps_the_place_in_the_queue_and_a_larger_one_loses_it()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var first = await _world.SubmitAsync("first", Side.Buy, OrderType.Limit, 3m, limit: 99m);
        var second = await _world.SubmitAsync("second", Side.Buy, OrderType.Limit, 3m, limit: 99m);
        _world.Time.Now += TimeSpan.FromSeconds(1);
        await _world.ReplaceAsync(first, 2m, limit: 99m);
        await _world.QuoteAsync(98.75m, 99m, askSize: 1m);
        _world.Told("first").ShouldContain("Fill 1 @ 99");
        await _world.ReplaceAsync(first, 4m, limit: 99m);
        await _world.QuoteAsync(98.75m, 99m, askSize: 1m);
        _world.Told("second").ShouldContain("Fill 1 @ 99");
        second.Value.ShouldBe("second");
    }

    [Fact]
    public async Task A_quantity_that_has_filled_already_ends_the_order()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 2m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 5m, limit: 100.25m);
        await _world.ReplaceAsync(order, 2m, limit: 100.25m);
        _world.Told("a").ShouldBe(["Acknowledged 5", "Fill 2 @ 100.25", "Canceled 3"]);
    }

    [Fact]
    public async Task Replacing_an_order_that_is_done_is_refused()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        await _world.ReplaceAsync(order, 2m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 100.25", "Rejected 2"]);
    }

    [Fact]
    public async Task Terms_that_are_none_of_its_kind_leave_the_order_as_it_was()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.ReplaceAsync(order, 1m, limit: 99.1m);
        await _world.ReplaceAsync(order, 1m, stop: 101m);
        await _world.QuoteAsync(98.75m, 99m);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Rejected 1", "Rejected 1", "Fill 1 @ 99"]);
    }

    [Fact]
    public async Task Canceling_what_is_done_or_unknown_does_nothing()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        await _world.CancelAsync(order);
        await _world.CancelAsync(new OrderId("never"));
        _world.Told().ShouldBe(["a Acknowledged 1", "a Fill 1 @ 100.25"]);
    }

    [Fact]
    public async Task A_busted_fill_is_reported_with_what_it_voids()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        var fill = _world.Heard[^1];
        await _world.Broker.BustAsync(PaperWorld.Account, fill.ExecutionId, TestContext.Current.CancellationToken);
        await _world.Broker.BustAsync(PaperWorld.Account, fill.ExecutionId, TestContext.Current.CancellationToken);
        await _world.Broker.SettledAsync(TestContext.Current.CancellationToken);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 100.25", "Busted 1 @ 100.25"]);
        _world.Heard[^1].BustedExecutionId.ShouldBe(fill.ExecutionId);
    }
}
