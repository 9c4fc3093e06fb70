using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task A_call_that_starts_when_the_container_has_ended_is_unavailable_and_no_error_of_the_server()
    {
        var ended = new ServiceCollection().BuildServiceProvider();
        await ended.DisposeAsync();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), map: application => application.Use(async (http, next) =>
        {
            http.RequestServices = ended;
            await next();
        }));

        var error = await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_handler_that_meets_something_disposed_of_its_own_is_an_error_of_the_server()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService { Unary = (_, _) => throw new ObjectDisposedException("its own") }, errorsExpected: true);

        var error = await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.Unknown);
        host.Log.Entries.ShouldContain(entry => entry.Event.Name == "ErrorExecutingServiceMethod");
    }
}
