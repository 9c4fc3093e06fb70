using Portcullis.Bots;

namespace Portcullis.Client.Tests.Bots;

public sealed class PullbackTrading
{
    private static readonly DateTimeOffset Open = new(2025, 3, 5, 15, 0, 0, TimeSpan.Zero);
    private const decimal Ask = 5023.25m;

    private readonly Desk _desk = new();
    private readonly VwapPullbackBot _bot = new(new VwapPullbackSettings { AccountId = "desk-1" });
    private int _minute;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pullback_to_vwap_in_a_rising_market_is_bought_with_a_bracket()
    {
        await RiseAsync();
        await PullBackAsync();
        _desk.Orders.ShouldBeEmpty();

        await TurnAsync();

        var order = _desk.Orders.ShouldHaveSingleItem();
        order.Side.ShouldBe(Side.Buy);
        order.Type.ShouldBe(OrderType.Market);
        order.Bracket!.StopPrice.ShouldBeLessThan(Ask);
        order.Bracket.TakeProfitPrice!.Value.ShouldBeGreaterThan(Ask);
        (order.Bracket.StopPrice % 0.25m).ShouldBe(0m);
        order.ClientOrderId.ShouldBe("vwap-pullback-ESH25-20250305T1632-Buy");
    }

    [Fact]
    public async Task The_size_loses_half_a_percent_of_equity_at_the_stop()
    {
        await RiseAsync();
        await PullBackAsync();

        await TurnAsync();

        var order = _desk.Orders.Single();
        var loss = (Ask - order.Bracket!.StopPrice) * 50m;
        order.Quantity.ShouldBe(Math.Floor(0.005m * Desk.Equity / loss));
        order.Quantity.ShouldBeGreaterThan(0m);
    }

    [Fact]
    public async Task Nothing_is_asked_while_a_position_is_open()
    {
        _desk.Position = 1m;
        await RiseAsync();
        await PullBackAsync();

        await TurnAsync();

        _desk.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_asked_in_the_first_bars_of_a_day()
    {
        await RiseAsync();
        await PullBackAsync();
        _minute += 12 * 60;

        await TurnAsync();

        _desk.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_asked_outside_of_the_trading_hours()
    {
        _minute = 5 * 60;
        await RiseAsync();
        await PullBackAsync();

        await TurnAsync();

        _desk.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_day_opened_is_closed_once_when_the_trading_hours_are_over()
    {
        await TradeAsync();
        await QuietBarAsync(new DateTimeOffset(2025, 3, 5, 20, 48, 0, TimeSpan.Zero));
        _desk.Flattened.ShouldBeEmpty();

        await QuietBarAsync(new DateTimeOffset(2025, 3, 5, 20, 49, 0, TimeSpan.Zero));
        await QuietBarAsync(new DateTimeOffset(2025, 3, 5, 20, 50, 0, TimeSpan.Zero));

        _desk.Flattened.ShouldBe(["ESH25"]);
    }

    [Fact]
    public async Task A_day_whose_end_was_never_seen_is_closed_with_the_first_bar_of_the_next()
    {
        await TradeAsync();

        await QuietBarAsync(new DateTimeOffset(2025, 3, 24, 15, 0, 0, TimeSpan.Zero));

        _desk.Flattened.ShouldBe(["ESH25"]);
    }

    [Fact]
    public async Task A_day_without_a_trade_leaves_nothing_to_close()
    {
        await RiseAsync();

        await QuietBarAsync(new DateTimeOffset(2025, 3, 5, 20, 55, 0, TimeSpan.Zero));

        _desk.Flattened.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_contract_leaves_the_old_one()
    {
        await RiseAsync();

        await _bot.OnBarAsync(new BarEvent("ESM25", Open.AddHours(2), 60, 5060m, 5061m, 5059m, 5060m, 10m), _desk, Cancellation);

        _desk.Flattened.ShouldBe(["ESH25"]);
    }

    [Theory]
    [InlineData("ESZ13", 0.25, 50)]
    [InlineData("6EH24", 0.00005, 125_000)]
    [InlineData("GCJ5", 0.1, 100)]
    [InlineData("EURUSD", 0.00001, 1)]
    [InlineData("SPY", 0.01, 1)]
    public void An_instrument_is_known_by_its_symbol_or_its_root(string symbol, double tick, double pointValue) =>
        (InstrumentSpec.For(symbol).TickSize, InstrumentSpec.For(symbol).PointValue).ShouldBe(((decimal)tick, (decimal)pointValue));

    private async Task TradeAsync()
    {
        await RiseAsync();
        await PullBackAsync();
        await TurnAsync();
        _desk.Orders.ShouldHaveSingleItem();
    }

    private Task<OrderDecision?> QuietBarAsync(DateTimeOffset start) =>
        _bot.OnBarAsync(new BarEvent("ESH25", start, 60, Ask, Ask, Ask, Ask, 1m, Ask - 0.25m, Ask), _desk, Cancellation);

    /// <summary>An hour and a quarter up, nearly twenty points away from VWAP at the end.</summary>
    private async Task RiseAsync()
    {
        for (var i = 0; i < 75; i++)
            await BarAsync(5000m + (i * 0.5m), 5000.75m + (i * 0.5m), 4999.75m + (i * 0.5m), 5000.5m + (i * 0.5m));
    }

    private async Task PullBackAsync()
    {
        for (var i = 0; i < 16; i++)
            await BarAsync(5037m - i, 5037.25m - i, 5035.75m - i, 5036m - i);
    }

    /// <summary>The bar that turns up again, and closes just under <see cref="Ask"/>.</summary>
    private Task<OrderDecision?> TurnAsync() => BarAsync(5021m, 5023.25m, 5020.75m, Ask - 0.25m);

    private Task<OrderDecision?> BarAsync(decimal open, decimal high, decimal low, decimal close) => _bot.OnBarAsync(
        new BarEvent("ESH25", Open.AddMinutes(_minute++), 60, open, high, low, close, 100m, close, close + 0.25m), _desk, Cancellation);

    /// <summary>A session that approves everything and fills nothing.</summary>
    private sealed class Desk : IBotSession
    {
        public const decimal Equity = 50_000m;

        public List<OrderRequest> Orders { get; } = [];

        public List<string> Flattened { get; } = [];

        public decimal Position { get; set; }

        public Task<Account> AccountAsync(CancellationToken cancellation) => Task.FromResult(Internal.Wire.Account(new V1.Account
        {
            AccountId = "desk-1",
            Equity = "50000",
            Positions = { new V1.Position { Symbol = "ESH25", Quantity = Internal.DecimalText.Write(Position) } },
        }));

        public Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation)
        {
            Orders.Add(order);
            return Task.FromResult(Internal.Wire.Decision(new V1.OrderDecision { ClientOrderId = order.ClientOrderId, Verdict = V1.Verdict.Approved }));
        }

        public Task FlattenAsync(string symbol, string reason, CancellationToken cancellation)
        {
            Flattened.Add(symbol);
            return Task.CompletedTask;
        }
    }
}
