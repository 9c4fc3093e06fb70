using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

/// <summary>A server that refuses a stream says that it has not looked at it: the call is made again without any policy.</summary>
public sealed class TransparentRetryTests
{
    private int _attempts;

    [Fact]
    public async Task A_refused_unary_call_is_made_again()
    {
        await using var host = await RefuseOnceAsync(new ScriptedService());

        var response = await host.Client.UnaryCallAsync(new SimpleRequest { ResponseSize = 7 }, cancellationToken: Now.Cancellation);

        response.Payload.Body.Length.ShouldBe(7);
        _attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_server_stream_is_made_again()
    {
        await using var host = await RefuseOnceAsync(new ScriptedService());

        using var call = host.Client.StreamingOutputCall(ScriptedService.Sizes(1, 2), cancellationToken: Now.Cancellation);

        (await call.ResponseStream.ReadAllAsync(Now.Cancellation).CountAsync(Now.Cancellation)).ShouldBe(2);
        _attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_stream_of_requests_ends_with_a_status_and_never_hangs()
    {
        await using var host = await RefuseOnceAsync(new ScriptedService());

        using var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);
        var error = await Now.FailsAsync(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest(), Now.Cancellation);
                await call.ResponseStream.MoveNext(Now.Cancellation);
            }
        });

        error.StatusCode.ShouldBe(StatusCode.Unavailable, error.Status.Detail);
    }

    private Task<GrpcHost> RefuseOnceAsync(ScriptedService service) => GrpcHost.ServeAsync(service, map: application => application.Use(async (http, next) =>
    {
        if (Interlocked.Increment(ref _attempts) == 1)
            http.Features.Get<IHttpResetFeature>()!.Reset(errorCode: 7);
        else
            await next();
    }));
}
