using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

/// <summary>The client half against servers, and proxies, that do not keep to the protocol.</summary>
public sealed class ForeignServerTests
{
    private static readonly byte[] s_empty = [0, 0, 0, 0, 0];

    [Theory]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    public async Task An_http_error_becomes_a_status(int http, StatusCode expected) =>
        (await CallAsync(context =>
        {
            context.Response.StatusCode = http;
            return Task.CompletedTask;
        })).StatusCode.ShouldBe(expected);

    [Fact]
    public async Task An_answer_that_is_no_grpc_is_unknown() =>
        (await CallAsync(context => context.Response.WriteAsync("<html>"))).StatusCode.ShouldBe(StatusCode.Unknown);

    [Fact]
    public async Task An_answer_without_a_status_is_unknown() => (await CallAsync(context => SendAsync(context, s_empty, status: null))).StatusCode.ShouldBe(StatusCode.Unknown);

    [Fact]
    public async Task A_status_that_is_no_number_is_unknown() => (await CallAsync(context => SendAsync(context, s_empty, "many"))).StatusCode.ShouldBe(StatusCode.Unknown);

    [Fact]
    public async Task A_status_that_nobody_defined_is_unknown() => (await CallAsync(context => SendAsync(context, [], "99"))).StatusCode.ShouldBe(StatusCode.Unknown);

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0xFF })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[0])]
    public async Task A_body_that_is_not_one_message_is_an_internal_error(byte[] body) =>
        (await CallAsync(context => SendAsync(context, body, "0"))).StatusCode.ShouldBe(StatusCode.Internal);

    [Fact]
    public async Task A_length_above_the_limit_is_refused_before_the_message_comes() =>
        (await CallAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[] { 0, 0x7F, 0xFF, 0xFF, 0xFF }, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);

    [Fact]
    public async Task An_unknown_encoding_of_the_answer_is_an_internal_error() =>
        (await CallAsync(context =>
        {
            context.Response.Headers["grpc-encoding"] = "snappy";
            return SendAsync(context, s_empty, "0");
        })).StatusCode.ShouldBe(StatusCode.Internal);

    [Theory]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xB, StatusCode.ResourceExhausted)]
    [InlineData(0xC, StatusCode.PermissionDenied)]
    public async Task A_reset_becomes_the_status_of_its_error_code(int error, StatusCode expected) =>
        (await CallAsync(context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(error);
            return Task.CompletedTask;
        })).StatusCode.ShouldBe(expected);

    [Fact]
    public async Task A_message_before_a_bad_status_is_not_given_out() =>
        (await CallAsync(context => SendAsync(context, s_empty, "10"))).StatusCode.ShouldBe(StatusCode.Aborted);

    [Fact]
    public async Task A_trailers_only_answer_keeps_message_and_trailers()
    {
        var error = await CallAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "9";
            context.Response.Headers["grpc-message"] = "not%20now";
            context.Response.Headers["why"] = "because";
            return Task.CompletedTask;
        });

        error.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, "not now"));
        error.Trailers.GetValue("why").ShouldBe("because");
    }

    [Fact]
    public async Task The_request_is_as_the_protocol_wants_it()
    {
        var seen = new Dictionary<string, string>();
        var protocol = "";
        await CallAsync(context =>
        {
            protocol = $"{context.Request.Method} {context.Request.Protocol} {context.Request.Path}";
            foreach (var (name, value) in context.Request.Headers)
                seen[name.ToLowerInvariant()] = value.ToString();
            return SendAsync(context, s_empty, "1");
        });

        protocol.ShouldBe("POST HTTP/2 /grpc.testing.TestService/UnaryCall");
        seen["content-type"].ShouldBe("application/grpc");
        seen["te"].ShouldBe("trailers");
        seen["grpc-accept-encoding"].ShouldBe("identity,gzip,deflate");
        seen["user-agent"].ShouldStartWith("grpc-dotnet");
        seen.ShouldContainKey("grpc-timeout");
        seen.ShouldNotContainKey("grpc-encoding");
        seen.ShouldNotContainKey("content-length");
    }

    private static async Task<RpcException> CallAsync(RequestDelegate answer)
    {
        await using var host = await GrpcHost.StartAsync(_ => { }, application => application.Run(answer));
        return await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), deadline: Now.In(30_000), cancellationToken: Now.Cancellation).ResponseAsync);
    }

    private static async Task SendAsync(HttpContext context, byte[] body, string? status)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (status is not null)
            context.Response.AppendTrailer("grpc-status", status);
    }
}
