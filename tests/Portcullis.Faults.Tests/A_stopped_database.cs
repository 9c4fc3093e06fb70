using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Testing;

namespace Portcullis.Faults.Tests;

public sealed class A_stopped_database
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_database_is_away_nothing_is_approved_and_afterwards_all_goes_on_by_itself(bool killed)
    {
        using var packs = new TestPacks();
        await using var database = await DatabaseServer.StartAsync(Ct);
        using var folder = new TemporaryFolder("portcullis-stopped-");
        await using var gateway = await GatewayProcess.StartAsync(folder.Path, packs.Folder, database.ConnectionString, Ct);
        var trading = new Trading(seed: 7, "a", "b");
        foreach (var account in trading.Accounts) await gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
        await Trading.QuoteAsync(gateway.Admin, Ct);
        await using var watch = gateway.Admin.Executions.WatchAsync("a", 0, Ct).GetAsyncEnumerator(Ct);
        using var bots = gateway.Connect(RetryPolicy.None);

        var stopping = Task.CompletedTask;
        await trading.TradeAsync(
            bots,
            60,
            () =>
            {
                if (killed) database.Kill();
                else stopping = database.StopAsync();
            },
            Ct);
        await stopping;

        // The first to meet it learns that nobody knows, or that the journal is away; from then on nothing is taken, at once.
        using var channel = GrpcChannel.ForAddress(gateway.Address, new GrpcChannelOptions());
        var headers = TestGateway.HeadersOf(gateway.Key);
        foreach (var account in trading.Accounts)
        {
            for (var i = 0; i < 3; i++)
            {
                var order = trading.Next(account);
                var refused = await Should.ThrowAsync<RpcException>(() => new V1.OrderGateway.OrderGatewayClient(channel).SubmitAsync(Wire(order), headers, cancellationToken: Ct).ResponseAsync);
                refused.StatusCode.ShouldBe(Grpc.Core.StatusCode.Unavailable);
                refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().ShouldBeGreaterThan(TimeSpan.Zero);
                trading.Open[(account, order.ClientOrderId)] = order;
            }
        }

        await StatusAsync(channel, HealthCheckResponse.Types.ServingStatus.NotServing);

        await database.BringBackAsync(Ct);

        await StatusAsync(channel, HealthCheckResponse.Types.ServingStatus.Serving);
        await trading.AskAgainAsync(gateway.Admin, Ct);
        await trading.TradeAsync(gateway.Admin, 30, () => { }, Ct);
        await Books.ShouldAgreeAsync(gateway.Admin, database.ConnectionString, trading, Ct);

        // A watch that was open all the time has missed nothing and repeats nothing.
        var fills = await gateway.Admin.Journal.ReadAsync("a", types: ["order_filled"], cancellation: Ct).Select(e => e.Version).ToListAsync(Ct);
        var seen = new List<long>();
        while (seen.Count < fills.Count && await watch.MoveNextAsync())
            if (watch.Current.Kind == ExecutionKind.Fill) seen.Add(watch.Current.Version);
        seen.ShouldBe(fills);
        gateway.Errors.ShouldBeEmpty();
        await gateway.KillAsync();
    }

    private static async Task StatusAsync(GrpcChannel channel, HealthCheckResponse.Types.ServingStatus wanted)
    {
        using var health = new Health.HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: Ct);
        while (await health.ResponseStream.MoveNext(Ct))
            if (health.ResponseStream.Current.Status == wanted) return;
        Assert.Fail($"Health never said {wanted}.");
    }

    private static V1.SubmitRequest Wire(OrderRequest order) => new()
    {
        AccountId = order.AccountId,
        ClientOrderId = order.ClientOrderId,
        Symbol = order.Symbol,
        Side = (V1.Side)order.Side,
        Type = (V1.OrderType)order.Type,
        Quantity = $"{order.Quantity}",
        LimitPrice = order.LimitPrice is { } price ? $"{price}" : "",
        TimeInForce = (V1.TimeInForce)order.TimeInForce,
    };
}
