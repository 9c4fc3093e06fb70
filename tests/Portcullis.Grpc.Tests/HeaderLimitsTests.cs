using Grpc.Core;
using Grpc.Testing;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

/// <summary>Headers that are larger than a side takes end their call with a status, and neither server nor channel.</summary>
public sealed class HeaderLimitsTests
{
    [Fact]
    public async Task Request_headers_above_the_servers_limit_fail_their_call_alone()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), kestrel: options => options.Limits.MaxRequestHeadersTotalSize = 4096);
        await host.Client.UnaryCallAsync(new SimpleRequest(), Sized(3000), cancellationToken: Now.Cancellation);

        var error = await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), Sized(5000), cancellationToken: Now.Cancellation).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.Internal);
        error.Status.Detail.ShouldContain("server limit of 4096");
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
    }

    [Fact]
    public async Task A_client_that_sends_too_large_headers_all_the_same_is_told_so_by_http()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), kestrel: options => options.Limits.MaxRequestHeadersTotalSize = 4096);
        await using var raw = await RawConnection.OpenAsync(host.Address);

        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, "/grpc.testing.TestService/UnaryCall", ("big", new string('x', 5000))), endStream: true);

        (await raw.ReadAnswerAsync(stream)).Head!.ShouldContain((":status", "431"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_headers_or_trailers_above_the_clients_limit_fail_their_call_and_the_channel_goes_on(bool trailers)
    {
        var size = 900;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                if (!trailers)
                    await context.WriteResponseHeadersAsync(Sized(size));
                else
                    context.ResponseTrailers.Add(Sized(size)[0]);
                return new SimpleResponse();
            },
        });
        using var handler = new SocketsHttpHandler { MaxResponseHeadersLength = 1 };
        using var channel = host.NewChannel(options => options.HttpHandler = handler);
        var client = new TestService.TestServiceClient(channel);
        await client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        size = 5000;

        var error = await Now.FailsAsync(() => client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);

        // The HTTP handler ends the whole connection over it; the next call makes another.
        error.StatusCode.ShouldBe(StatusCode.Unavailable);
        error.Status.Detail.ShouldContain("limit of 1024");
        size = 900;
        await client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
    }

    [Fact]
    public async Task Trailers_that_http_cant_carry_are_an_internal_error()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService
            {
                Unary = (_, context) =>
                {
                    context.ResponseTrailers.Add("broken", "two\r\nlines");
                    return Task.FromResult(new SimpleResponse());
                },
            },
            errorsExpected: true);

        (await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Internal);
    }

    private static Metadata Sized(int size) => new() { { "big", new string('x', size) } };
}
