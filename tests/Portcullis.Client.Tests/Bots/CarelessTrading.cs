using Portcullis.Bots;
using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Bots;

public sealed class CarelessTrading : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 5, 12, 0, 0, TimeSpan.Zero);
    private FakeGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(Carelessness.FatFinger, 1)]
    [InlineData(Carelessness.DoubleClick, 2)]
    [InlineData(Carelessness.RunawayLoop, 40)]
    public async Task A_mistake_is_so_many_orders(Carelessness kind, int orders)
    {
        var answers = await ActAsync(kind);

        answers.Count.ShouldBe(orders);
        answers.Select(answer => answer.Order.ClientOrderId).ShouldBeUnique();
        answers.ShouldAllBe(answer => answer.Order.ClientOrderId.Length <= 48);
    }

    [Fact]
    public async Task A_reused_id_is_refused_as_a_conflict_and_told_so()
    {
        var answers = await ActAsync(Carelessness.ReusedId);

        answers[0].Decision!.IsApproved.ShouldBeTrue();
        answers[1].Failure.ShouldBeOfType<ConflictException>();
    }

    [Fact]
    public async Task A_wrong_tick_lies_between_two_ticks()
    {
        var answers = await ActAsync(Carelessness.WrongTick);

        (answers[0].Order.LimitPrice!.Value % 0.25m).ShouldBe(0.125m);
    }

    private async Task<IReadOnlyList<(OrderRequest Order, OrderDecision? Decision, PortcullisException? Failure)>> ActAsync(Carelessness kind)
    {
        using var client = _gateway.Connect();
        var session = new UnarySession(client);
        return await new CarelessTrader(Book.Account).ActAsync(new CarelessAct(Noon, "ESH25", kind), 5_800m, session, Cancellation);
    }

    private sealed class UnarySession(PortcullisClient client) : IBotSession
    {
        public Task<Account> AccountAsync(CancellationToken cancellation) => client.Accounts.GetAsync(Book.Account, cancellation);

        public Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation) => client.Orders.SubmitAsync(order, cancellation);

        public Task FlattenAsync(string symbol, string reason, CancellationToken cancellation) => Task.CompletedTask;
    }
}
