using Grpc.Health.V1;
using Grpc.Reflection.V1;

namespace Portcullis.Gateway.Tests.Hosting;

public sealed class Health_and_reflection(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_can_record_says_that_it_serves_to_anybody_who_asks()
    {
        using var watch = new Health.HealthClient(fixture.Shared.Channel).Watch(new HealthCheckRequest(), cancellationToken: Ct);

        while (await watch.ResponseStream.MoveNext(Ct))
        {
            if (watch.ResponseStream.Current.Status == HealthCheckResponse.Types.ServingStatus.Serving) return;
        }

        Assert.Fail("The watch ended without the gateway serving.");
    }

    [Fact]
    public async Task Reflection_lists_every_service()
    {
        using var call = new ServerReflection.ServerReflectionClient(fixture.Shared.Channel).ServerReflectionInfo(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Ct);
        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();

        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToArray();

        foreach (var service in (string[])["OrderGateway", "Accounts", "MarketData", "Simulation", "Executions", "Controls", "Journal", "Keys", "Reports"])
            services.ShouldContain($"portcullis.v1.{service}");
        services.ShouldContain("grpc.health.v1.Health");
    }
}
