using Grpc.Core;
using Grpc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

public sealed class LimitsAndCompressionTests
{
    private const int Limit = 1000;

    private static readonly Metadata s_gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    // A payload's own head takes 6 bytes: tag and length of the field and of the bytes in it.
    private const int AtLimit = Limit - 6;

    [Fact]
    public async Task A_request_at_the_servers_limit_passes_and_one_byte_more_does_not()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), options => options.MaxReceiveMessageSize = Limit);
        var atLimit = new SimpleRequest { Payload = ScriptedService.Bytes(AtLimit) };
        atLimit.CalculateSize().ShouldBe(Limit);

        await CallAsync(host.Client, atLimit);
        (await Now.FailsAsync(() => CallAsync(host.Client, new SimpleRequest { Payload = ScriptedService.Bytes(AtLimit + 1) })))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_response_at_the_clients_limit_passes_and_one_byte_more_does_not()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        using var channel = host.NewChannel(options => options.MaxReceiveMessageSize = Limit);
        var client = new TestService.TestServiceClient(channel);

        await CallAsync(client, new SimpleRequest { ResponseSize = AtLimit });
        (await Now.FailsAsync(() => CallAsync(client, new SimpleRequest { ResponseSize = AtLimit + 1 }))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task What_is_above_the_limit_of_sending_never_leaves_either_side()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), options => options.MaxSendMessageSize = Limit);
        using var channel = host.NewChannel(options => options.MaxSendMessageSize = Limit);

        (await Now.FailsAsync(() => CallAsync(host.Client, new SimpleRequest { ResponseSize = AtLimit + 1 }))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await Now.FailsAsync(() => CallAsync(new TestService.TestServiceClient(channel), new SimpleRequest { Payload = ScriptedService.Bytes(AtLimit + 1) })))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_small_response_that_grows_above_the_clients_limit_is_refused()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService(), options => (options.ResponseCompressionAlgorithm, options.MaxSendMessageSize) = ("gzip", null));

        (await Now.FailsAsync(() => CallAsync(host.Client, new SimpleRequest { ResponseSize = 64 * 1024 * 1024 })))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Twenty_megabytes_pass_where_the_limits_are_lifted()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), options => options.MaxReceiveMessageSize = null);
        using var channel = host.NewChannel(options => options.MaxReceiveMessageSize = null);
        var client = new TestService.TestServiceClient(channel);

        var response = await client.UnaryCallAsync(new SimpleRequest { Payload = ScriptedService.Bytes(20_000_000) }, cancellationToken: Now.Cancellation);

        response.Payload.Body.Length.ShouldBe(20_000_000);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_response_is_compressed_as_configured_for_a_client_that_accepts_it(string encoding)
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), options => options.ResponseCompressionAlgorithm = encoding);
        await using var raw = await RawConnection.OpenAsync(host.Address);

        var asked = await RawCallAsync(host, raw, ("grpc-accept-encoding", "identity, gzip,deflate"));
        asked.Field("grpc-encoding").ShouldBe(encoding);
        asked.Messages().ShouldHaveSingleItem().Compressed.ShouldBeTrue();

        var unasked = await RawCallAsync(host, raw, ("grpc-accept-encoding", "identity"));
        unasked.Field("grpc-encoding").ShouldBeNull();
        unasked.Messages().ShouldHaveSingleItem().Compressed.ShouldBeFalse();

        (await host.Client.UnaryCallAsync(new SimpleRequest { ResponseSize = 1000 }, cancellationToken: Now.Cancellation)).Payload.Body.Length.ShouldBe(1000);
    }

    [Fact]
    public async Task A_request_is_compressed_where_the_caller_asks_for_it()
    {
        string? encoding = null;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (request, context) =>
            {
                encoding = context.GetHttpContext().Request.Headers["grpc-encoding"];
                context.RequestHeaders.Get("grpc-internal-encoding-request").ShouldBeNull();
                return Task.FromResult(new SimpleResponse { Payload = request.Payload });
            },
        });

        var response = await host.Client.UnaryCallAsync(new SimpleRequest { Payload = ScriptedService.Bytes(1000) }, s_gzip, cancellationToken: Now.Cancellation);

        response.Payload.Body.Length.ShouldBe(1000);
        encoding.ShouldBe("gzip");
    }

    [Fact]
    public async Task One_message_of_a_compressed_stream_may_go_uncompressed()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService
            {
                ServerStream = async (_, responses, _) =>
                {
                    await responses.WriteAsync(new StreamingOutputCallResponse { Payload = ScriptedService.Bytes(1000) });
                    responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                    await responses.WriteAsync(new StreamingOutputCallResponse { Payload = ScriptedService.Bytes(1000) });
                },
            },
            options => options.ResponseCompressionAlgorithm = "gzip");
        await using var raw = await RawConnection.OpenAsync(host.Address);

        var answer = await RawCallAsync(host, raw, ("grpc-accept-encoding", "gzip"), "/grpc.testing.TestService/StreamingOutputCall");

        answer.Messages().Select(message => message.Compressed).ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_service_may_have_limits_of_its_own()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService(),
            options => options.MaxReceiveMessageSize = 10,
            services => services.Configure<global::Grpc.AspNetCore.Server.GrpcServiceOptions<ScriptedService>>(options => options.MaxReceiveMessageSize = Limit));

        await CallAsync(host.Client, new SimpleRequest { Payload = ScriptedService.Bytes(AtLimit) });
    }

    private static Task<SimpleResponse> CallAsync(TestService.TestServiceClient client, SimpleRequest request) =>
        client.UnaryCallAsync(request, cancellationToken: Now.Cancellation).ResponseAsync;

    private static async Task<RawAnswer> RawCallAsync(
        GrpcHost host, RawConnection raw, (string, string) header, string path = "/grpc.testing.TestService/UnaryCall")
    {
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, path, header));
        await raw.SendDataAsync(stream, new byte[] { 0, 0, 0, 0, 3, 0x10, 0x80, 0x08 }, endStream: true);
        return await raw.ReadAnswerAsync(stream);
    }
}
