namespace Portcullis.Markets.Tests.Board;

public sealed class Refusing_messages
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly BoardWorld _world = new();

    public static TheoryData<MarketInput, string> Faulty => new()
    {
        { new QuoteInput("NOPE", BoardWorld.Noon, 1m, 2m), "no such instrument" },
        { new QuoteInput("SPY", BoardWorld.Noon, 0m, 100m), "must be positive" },
        { new QuoteInput("SPY", BoardWorld.Noon, 99m, 100m, -1m), "must not be negative" },
        { new TradeInput("SPY", BoardWorld.Noon, -1m, 1m), "must be positive" },
        { new TradeInput("SPY", BoardWorld.Noon, 1m, -1m), "must not be negative" },
        { new BarInput("SPY", BoardWorld.Noon, TimeSpan.Zero, 1m, 1m, 1m, 1m, 1m), "is not between zero" },
        { new BarInput("SPY", BoardWorld.Noon, TimeSpan.FromDays(2), 1m, 1m, 1m, 1m, 1m), "is not between zero" },
        { new BarInput("SPY", BoardWorld.Noon, Minute, 10m, 9m, 8m, 9m, 1m), "lie outside" },
        { new BarInput("SPY", BoardWorld.Noon, Minute, 10m, 11m, 10m, 9m, 1m), "lie outside" },
        { new BarInput("SPY", BoardWorld.Noon, Minute, 10m, 11m, 0m, 9m, 1m), "must be positive" },
        { new BarInput("SPY", BoardWorld.Noon, Minute, 10m, 11m, 9m, 10m, -1m), "must not be negative" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_no_market_can_have_said_is_refused_with_its_reason(MarketInput input, string reason)
    {
        var change = _world.Board.Apply(input);
        change.Accepted.ShouldBeFalse();
        change.Refusal.ShouldNotBeNull().ShouldContain(reason);
        _world.Board.Current.Views.ShouldBeEmpty();
    }

    [Fact]
    public void A_message_older_than_the_last_of_its_instrument_is_refused_and_an_equal_time_is_not()
    {
        _world.Quote(10, 100m, 100.02m);
        _world.Board.Apply(new QuoteInput("SPY", BoardWorld.At(9.999), 99m, 99.02m)).Refusal.ShouldNotBeNull().ShouldContain("older than the last message");
        _world.Board.Apply(new QuoteInput("SPY", BoardWorld.At(10), 100.01m, 100.02m)).Accepted.ShouldBeTrue();
        _world.Board.Apply(new QuoteInput("IBM", BoardWorld.At(1), 180m, 180.02m)).Accepted.ShouldBeTrue();
        BoardWorld.Mark(_world.Board.Current.For("SPY")).ShouldBe("100.01 100.02 None");
    }

    [Fact]
    public void A_future_may_trade_below_zero() => _world.Board.Apply(new TradeInput("CLK20", BoardWorld.Noon, -37.63m, 1m)).Accepted.ShouldBeTrue();

    [Fact]
    public void Two_names_of_one_contract_are_one_market()
    {
        _world.Quote(0, 5000m, 5000.25m, "ESZ6");
        _world.Board.Current.For("ESZ26").Bid.ShouldBe(5000m);
        _world.Board.Apply(new QuoteInput("ESZ26", BoardWorld.At(-1), 1m, 2m)).Accepted.ShouldBeFalse();
    }
}
