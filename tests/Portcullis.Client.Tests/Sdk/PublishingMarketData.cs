using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Sdk;

public sealed class PublishingMarketData : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 5, 12, 0, 0, TimeSpan.Zero);
    private FakeGateway _gateway = null!;
    private PortcullisClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _client = _gateway.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Every_kind_of_data_arrives_as_it_was_sent()
    {
        using var publisher = _client.MarketData.OpenPublisher(Cancellation);
        await publisher.WriteAsync(new QuoteEvent("PUB", Noon, 1775.25m, null, 3m));
        await publisher.WriteAsync(new TradeEvent("PUB", Noon, 0.00000001m, 12m));
        await publisher.WriteAsync(new BarEvent("PUB", Noon, 60, 1m, 2.50m, 0.5m, 1.25m, 900m, 1.2m, 1.3m));
        await publisher.WriteAsync(new TradingStateEvent("PUB", Noon, TradingState.Halted));

        var result = await publisher.CompleteAsync();

        result.Accepted.ShouldBe(4);
        var received = FakeMarket.Received.Where(message => message.Symbol == "PUB").ToList();
        received[0].Quote.ShouldBe(new V1.Quote { Bid = "1775.25", Ask = "", BidSize = "3", AskSize = "" });
        received[1].Trade.ShouldBe(new V1.Trade { Price = "0.00000001", Size = "12" });
        received[2].Bar.High.ShouldBe("2.5");
        received[2].At.ToDateTimeOffset().ShouldBe(Noon.AddMinutes(1));
        received[3].State.ShouldBe(V1.TradingState.Halted);
    }

    [Fact]
    public async Task A_stream_that_the_gateway_ended_says_why()
    {
        using var publisher = _client.MarketData.OpenPublisher(Cancellation);
        await publisher.WriteAsync(new QuoteEvent("NOPE", Noon, 1m, 2m));

        await Should.ThrowAsync<NotFoundException>(() => publisher.CompleteAsync());
    }

    [Fact]
    public async Task A_step_says_where_the_simulated_clock_stands()
    {
        var step = await _client.Simulation.StepAsync([new TradeEvent("ESZ13", Noon, 1m, 1m)], Noon.AddSeconds(5), Cancellation);

        step.Now.ShouldBe(Noon.AddSeconds(5));
        step.JournalPosition.ShouldBe(1);
    }
}
