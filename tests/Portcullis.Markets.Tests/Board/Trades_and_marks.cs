using Portcullis.Domain.Market;

namespace Portcullis.Markets.Tests.Board;

public sealed class Trades_and_marks
{
    private readonly BoardWorld _world = new();

    [Fact]
    public void A_trade_never_moves_a_quoted_mark()
    {
        _world.Quote(0, 100m, 100.02m);
        for (var i = 1; i < 50; i++) BoardWorld.Mark(_world.Trade(i, 90m)).ShouldBe("100 100.02 None");
        _world.Trade(50, 100.01m).Last.ShouldBe(100.01m);
        _world.Trade(51, 90m).Last.ShouldBe(100.01m);
    }

    [Fact]
    public void Without_any_quote_trades_mark_with_a_tick_on_either_side()
    {
        var view = _world.Trade(0, 100m);
        BoardWorld.Mark(view).ShouldBe("99.99 100.01 None");
        view.MarkFor(1m).ShouldBe(99.99m);
        view.MarkFor(-1m).ShouldBe(100.01m);
        BoardWorld.Mark(_world.Trade(1, 99.7m)).ShouldBe("99.99 100.01 OutOfLine");
        BoardWorld.Mark(_world.Trade(2, 100.02m)).ShouldBe("100.01 100.03 None");
    }

    [Fact]
    public void Trades_confirm_a_move_as_quotes_do()
    {
        _world.Trade(0, 100m);
        _world.Trade(1, 99m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        _world.Trade(1.01, 99m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        _world.Trade(1.02, 99m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        BoardWorld.Mark(_world.Trade(2, 99m)).ShouldBe("98.99 99.01 None");
    }

    [Fact]
    public void When_quotes_have_been_gone_for_long_trades_mark_again()
    {
        _world.Quote(0, 100m, 100.02m);
        BoardWorld.Mark(_world.Trade(899, 100.05m)).ShouldBe("100 100.02 None");
        BoardWorld.Mark(_world.Trade(900, 100.05m)).ShouldBe("100.04 100.06 None");
        BoardWorld.Mark(_world.Quote(901, 100.05m, 100.07m)).ShouldBe("100.05 100.07 None");
        BoardWorld.Mark(_world.Trade(902, 100.10m)).ShouldBe("100.05 100.07 None");
    }

    [Fact]
    public void A_bars_high_and_low_trip_nothing_and_its_range_leaves_out_what_is_not_believed()
    {
        _world.Bar(0, 100m, 100.1m, 99.9m, 100m, 10m, 99.99m, 100.01m);
        var change = _world.Bar(1, 100m, 103m, 95m, 100.05m, 10m, 100.04m, 100.06m);
        BoardWorld.Mark(change.View!).ShouldBe("100.04 100.06 None");
        change.Range.ShouldBe(new BarRange(100.05m, 100m, BoardWorld.At(60)));
    }

    [Fact]
    public void A_bar_of_bids_tells_what_buyers_paid_on_top()
    {
        _world.Bar(0, 1.10000m, 1.10010m, 1.09990m, 1.10000m, 0m, 1.10000m, 1.10012m, "EURUSD").Range
            .ShouldBe(new BarRange(1.10010m, 1.09990m, BoardWorld.At(0), 0.00012m));
        _world.Board.Current.For("EURUSD").Last.ShouldBeNull();
    }

    [Fact]
    public void A_bar_without_quotes_counts_as_a_trade_at_its_close()
    {
        BoardWorld.Mark(_world.Bar(0, 100m, 100.1m, 99.9m, 100m, 10m).View!).ShouldBe("99.99 100.01 None");
        BoardWorld.Mark(_world.Bar(1, 100m, 102m, 100m, 102m, 10m).View!).ShouldBe("99.99 100.01 OutOfLine");
        BoardWorld.Mark(_world.Bar(2, 102m, 102m, 102m, 102m, 10m).View!).ShouldBe("101.99 102.01 None");
    }
}
