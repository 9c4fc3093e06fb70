using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Brackets
{
    private static readonly Bracket Around = new(99m, 102m);

    private readonly PaperWorld _world = new();

    [Fact]
    public async Task Children_come_to_life_with_the_first_fill_and_grow_with_each_further_one()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 2m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 5m, limit: 100.25m, bracket: Around);
        await _world.QuoteAsync(100m, 100.25m, askSize: 3m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 2", "Replaced 5"]);
        _world.Told("a-tp").ShouldBe(["Acknowledged 2", "Replaced 5"]);
    }

    [Fact]
    public async Task An_order_that_never_fills_has_no_children()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 90m, bracket: Around);
        await _world.CancelAsync(order);
        _world.Told().ShouldBe(["a Acknowledged 1", "a Canceled 1"]);
    }

    [Fact]
    public async Task The_target_takes_the_stop_with_it()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 2m, bracket: Around);
        await _world.QuoteAsync(102m, 102.25m);
        _world.Told("a-tp").ShouldBe(["Acknowledged 2", "Fill 2 @ 102"]);
        _world.Told("a-sl").ShouldBe(["Acknowledged 2", "Canceled 2"]);
    }

    [Fact]
    public async Task A_partial_fill_of_one_side_takes_as_much_from_the_other()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 3m, bracket: Around);
        await _world.QuoteAsync(102m, 102.25m, bidSize: 1m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 3", "Replaced 2"]);
        await _world.QuoteAsync(98m, 98.25m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 3", "Replaced 2", "Fill 2 @ 98"]);
        _world.Told("a-tp").ShouldBe(["Acknowledged 3", "Fill 1 @ 102", "Canceled 2"]);
    }

    [Fact]
    public async Task The_side_that_closes_all_ends_what_is_left_of_the_entry()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 2m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 5m, limit: 100.25m, bracket: Around);
        await _world.QuoteAsync(102m, 102.25m);
        _world.Told("a").ShouldBe(["Acknowledged 5", "Fill 2 @ 100.25", "Canceled 3"]);
        _world.Told("a-tp").ShouldBe(["Acknowledged 2", "Fill 2 @ 102"]);
    }

    [Fact]
    public async Task An_entry_canceled_in_part_keeps_its_bracket_for_what_has_filled()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 2m);
        var order = await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 5m, limit: 100.25m, bracket: Around);
        await _world.CancelAsync(order);
        await _world.QuoteAsync(98.75m, 99m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 2", "Fill 2 @ 98.75"]);
    }

    [Fact]
    public async Task A_stop_that_the_entrys_own_quote_touches_fires_at_once()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 98m, bracket: new Bracket(97m, null));
        await _world.QuoteAsync(96m, 96.25m);
        _world.Told().ShouldBe(["a Acknowledged 1", "a Fill 1 @ 96.25", "a-sl Acknowledged 1", "a-sl Fill 1 @ 96"]);
    }

    [Fact]
    public async Task A_childs_price_can_be_moved_and_its_quantity_stays_with_the_parent()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 2m, bracket: Around);
        await _world.ReplaceAsync(new("a-sl"), quantity: 7m, stop: 99.75m);
        await _world.QuoteAsync(99.5m, 99.75m);
        _world.Told("a-sl").ShouldBe(["Acknowledged 2", "Replaced 2", "Fill 2 @ 99.5"]);
    }
}
