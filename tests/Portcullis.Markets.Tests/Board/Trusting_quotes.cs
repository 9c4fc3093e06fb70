using Portcullis.Domain.Market;

namespace Portcullis.Markets.Tests.Board;

public sealed class Trusting_quotes
{
    private readonly BoardWorld _world = new();

    [Fact]
    public void The_first_two_sided_quote_is_trusted()
    {
        var view = _world.Quote(0, 100m, 100.02m);
        BoardWorld.Mark(view).ShouldBe("100 100.02 None");
        view.QuotedAt.ShouldBe(BoardWorld.At(0));
        (view.BidSize, view.AskSize).ShouldBe((5m, 7m));
        _world.Board.Current.For("SPY").ShouldBe(view);
    }

    [Fact]
    public void What_nobody_has_quoted_is_missing() => _world.Board.Current.For("SPY").Doubt.ShouldBe(MarkDoubt.Missing);

    [Fact]
    public void A_quote_out_of_line_leaves_the_mark_and_raises_doubt()
    {
        _world.Quote(0, 100m, 100.02m);
        var view = _world.Quote(1, 98m, 98.02m);
        BoardWorld.Mark(view).ShouldBe("100 100.02 OutOfLine");
        view.QuotedAt.ShouldBe(BoardWorld.At(0));
    }

    [Fact]
    public void One_quote_in_line_dismisses_what_was_out_of_line()
    {
        _world.Quote(0, 100m, 100.02m);
        _world.Quote(1, 98m, 98.02m);
        _world.Quote(1.5, 98m, 98.02m);
        BoardWorld.Mark(_world.Quote(2, 100.01m, 100.03m)).ShouldBe("100.01 100.03 None");
        BoardWorld.Mark(_world.Quote(3, 98m, 98.02m)).ShouldBe("100.01 100.03 OutOfLine");
    }

    [Fact]
    public void Three_quotes_over_a_second_make_a_new_market_and_one_fewer_or_a_shorter_time_does_not()
    {
        _world.Quote(0, 100m, 100.02m);
        _world.Quote(1, 98m, 98.02m);
        _world.Quote(2, 98.01m, 98.03m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        BoardWorld.Mark(_world.Quote(2.1, 98m, 98.02m)).ShouldBe("98 98.02 None");

        _world.Quote(10, 100m, 100.02m);
        _world.Quote(10.2, 100m, 100.02m);
        _world.Quote(10.9, 100m, 100.02m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        _world.Quote(11, 100m, 100.02m).Doubt.ShouldBe(MarkDoubt.None);
    }

    [Fact]
    public void Witnesses_that_contradict_each_other_confirm_nothing()
    {
        _world.Quote(0, 100m, 100.02m);
        for (var i = 1; i < 20; i++) _world.Quote(i, i % 2 == 0 ? 98m : 102m, i % 2 == 0 ? 98.02m : 102.02m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        BoardWorld.Mark(_world.Board.Current.For("SPY")).ShouldBe("100 100.02 OutOfLine");
    }

    [Fact]
    public void A_slow_feed_needs_two_quotes_half_a_minute_apart()
    {
        _world.Quote(0, 100m, 100.02m);
        _world.Quote(60, 98m, 98.02m).Doubt.ShouldBe(MarkDoubt.OutOfLine);
        _world.Quote(120, 98m, 98.02m).Doubt.ShouldBe(MarkDoubt.None);
    }

    [Fact]
    public void One_side_that_leaves_is_out_of_line_although_the_other_stays()
    {
        _world.Quote(0, 100m, 100.02m);
        BoardWorld.Mark(_world.Quote(1, 90m, 100.02m)).ShouldBe("100 100.02 OutOfLine");
    }

    [Fact]
    public void A_crossed_quote_is_doubted_and_no_repetition_confirms_it()
    {
        _world.Quote(0, 100m, 100.02m);
        for (var i = 1; i < 100; i++) BoardWorld.Mark(_world.Quote(i, 100.05m, 100.02m)).ShouldBe("100 100.02 Crossed");
        BoardWorld.Mark(_world.Quote(100, 100.01m, 100.01m)).ShouldBe("100.01 100.01 None");
    }

    [Fact]
    public void A_side_that_is_not_quoted_leaves_the_mark_and_raises_doubt()
    {
        _world.Quote(0, 100m, 100.02m);
        BoardWorld.Mark(_world.Quote(1, 100m, null)).ShouldBe("100 100.02 Missing");
        _world.Quote(2, 100m, 100.02m).Doubt.ShouldBe(MarkDoubt.None);
    }

    [Fact]
    public void What_is_out_of_line_in_calm_is_in_line_in_a_wild_market()
    {
        for (var minute = 0; minute < 30; minute++) _world.Bar(minute, 100m, 100.4m, 99.6m, 100m, 0m, 99.99m, 100.01m).View!.Doubt.ShouldBe(MarkDoubt.None);
        _world.Board.Current.For("SPY").Atr.ShouldBe(0.8m);
        _world.Quote(1801, 98m, 98.02m).Doubt.ShouldBe(MarkDoubt.None);
    }

    [Fact]
    public void Low_priced_instruments_may_move_by_some_ticks()
    {
        _world.Quote(0, 1.00m, 1.01m, "BAC");
        _world.Quote(1, 1.04m, 1.05m, "BAC").Doubt.ShouldBe(MarkDoubt.None);
        _world.Quote(2, 1.09m, 1.10m, "BAC").Doubt.ShouldBe(MarkDoubt.OutOfLine);
    }

    [Fact]
    public void A_halt_is_shown_until_trading_goes_on()
    {
        _world.Quote(0, 100m, 100.02m);
        _world.Board.Apply(new TradingStateInput("SPY", BoardWorld.At(1), true)).MarkMoved.ShouldBeTrue();
        _world.Quote(2, 100m, 100.02m).Halted.ShouldBeTrue();
        _world.Board.Apply(new TradingStateInput("SPY", BoardWorld.At(3), false)).View!.Halted.ShouldBeFalse();
    }

    [Fact]
    public void A_message_that_changes_no_price_moves_no_mark()
    {
        _world.Quote(0, 100m, 100.02m);
        _world.Board.Apply(new QuoteInput("SPY", BoardWorld.At(1), 100m, 100.02m)).MarkMoved.ShouldBeFalse();
        _world.Board.Apply(new TradeInput("SPY", BoardWorld.At(1), 100.01m, 1m)).MarkMoved.ShouldBeFalse();
        _world.Board.Apply(new QuoteInput("SPY", BoardWorld.At(1), 100.01m, 100.02m)).MarkMoved.ShouldBeTrue();
    }
}
