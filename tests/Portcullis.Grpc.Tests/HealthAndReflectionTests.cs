using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Reflection.V1;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Grpc.Tests.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Portcullis.Grpc.Tests;

public sealed class HealthAndReflectionTests : IAsyncLifetime
{
    private GrpcHost _host = null!;

    private Health.HealthClient Health => new(_host.Channel);

    private HealthServiceImpl Service => _host.Services.GetRequiredService<HealthServiceImpl>();

    public async ValueTask InitializeAsync() => _host = await GrpcHost.ServeAsync(
        new ScriptedService(),
        services: services =>
        {
            services.AddGrpcHealthChecks(options => options.Services.Map("journal", check => check.Tags.Contains("journal")))
                .AddCheck("database", () => HealthCheckResult.Healthy(), ["journal"])
                .AddCheck("broker", () => HealthCheckResult.Unhealthy());
            services.AddGrpcReflection();
        },
        map: application =>
        {
            application.MapGrpcHealthChecksService();
            application.MapGrpcReflectionService();
        },
        errorsExpected: true);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Check_tells_the_status_of_a_service_and_does_not_know_others()
    {
        Service.SetStatus("orders", ServingStatus.Serving);
        (await CheckAsync("orders")).ShouldBe(ServingStatus.Serving);
        Service.SetStatus("orders", ServingStatus.NotServing);
        (await CheckAsync("orders")).ShouldBe(ServingStatus.NotServing);

        (await Now.FailsAsync(() => CheckAsync("nobody"))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Watch_tells_the_status_now_and_after_every_change()
    {
        using var watch = Health.Watch(new HealthCheckRequest { Service = "orders" }, cancellationToken: Now.Cancellation);

        (await NextAsync(watch)).ShouldBe(ServingStatus.ServiceUnknown);
        Service.SetStatus("orders", ServingStatus.Serving);
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
        Service.SetStatus("orders", ServingStatus.Serving);
        Service.SetStatus("orders", ServingStatus.NotServing);
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        Service.ClearStatus("orders");
        (await NextAsync(watch)).ShouldBe(ServingStatus.ServiceUnknown);
    }

    [Fact]
    public async Task Health_checks_of_the_application_become_statuses_by_their_mapping()
    {
        var report = await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Now.Cancellation);
        foreach (var publisher in _host.Services.GetServices<IHealthCheckPublisher>())
            await publisher.PublishAsync(report, Now.Cancellation);

        (await CheckAsync("journal")).ShouldBe(ServingStatus.Serving);
        (await CheckAsync("")).ShouldBe(ServingStatus.NotServing);
        (await Health.ListAsync(new HealthListRequest(), cancellationToken: Now.Cancellation)).Statuses.Keys.ShouldBe(["", "journal"], ignoreOrder: true);
    }

    [Fact]
    public async Task Watches_do_not_hold_up_the_servers_shutdown()
    {
        using var watch = Health.Watch(new HealthCheckRequest { Service = "orders" }, cancellationToken: Now.Cancellation);
        await NextAsync(watch);

        _host.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        (await Now.FailsAsync(() => watch.ResponseStream.MoveNext(Now.Cancellation))).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData("grpc.reflection.v1.ServerReflection")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection")]
    public async Task Reflection_lists_services_and_describes_them_with_all_they_import(string service)
    {
        var method = new Method<ServerReflectionRequest, ServerReflectionResponse>(
            MethodType.DuplexStreaming, service, "ServerReflectionInfo",
            Marshallers.Create(Google.Protobuf.MessageExtensions.ToByteArray, ServerReflectionRequest.Parser.ParseFrom),
            Marshallers.Create(Google.Protobuf.MessageExtensions.ToByteArray, ServerReflectionResponse.Parser.ParseFrom));
        using var call = _host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(cancellationToken: Now.Cancellation));

        var list = await AskAsync(call, new ServerReflectionRequest { ListServices = "*" });
        list.ListServicesResponse.Service.Select(each => each.Name).ShouldBe(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.testing.TestService"]);

        foreach (var symbol in new[] { "grpc.testing.TestService", "grpc.testing.TestService.UnaryCall" })
        {
            var files = (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = symbol })).FileDescriptorResponse.FileDescriptorProto
                .Select(FileDescriptorProto.Parser.ParseFrom).Select(file => file.Name);
            files.ShouldBe(["grpc/testing/test.proto", "grpc/testing/messages.proto"]);
        }

        (await AskAsync(call, new ServerReflectionRequest { FileContainingSymbol = "grpc.testing.SimpleRequest.payload" })).FileDescriptorResponse.ShouldNotBeNull();
        (await AskAsync(call, new ServerReflectionRequest { FileByFilename = "grpc/testing/messages.proto" })).FileDescriptorResponse.FileDescriptorProto.Count.ShouldBe(1);
        (await AskAsync(call, new ServerReflectionRequest { FileByFilename = "no.proto" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(call, new ServerReflectionRequest())).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.InvalidArgument);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest request)
    {
        await call.RequestStream.WriteAsync(request, Now.Cancellation);
        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await Health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Now.Cancellation)).Status;
}
