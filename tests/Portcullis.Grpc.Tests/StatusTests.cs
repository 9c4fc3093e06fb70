using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.Extensions.Logging;
using Portcullis.Grpc.Tests.Hosting;
using Status = Grpc.Core.Status;

namespace Portcullis.Grpc.Tests;

public sealed class StatusTests
{
    public static TheoryData<StatusCode> FailureCodes => [.. System.Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK)];

    [Theory]
    [MemberData(nameof(FailureCodes))]
    public async Task Every_code_travels_with_message_and_trailers(StatusCode code)
    {
        await using var host = await GrpcHost.ServeAsync(Throwing(() =>
            new RpcException(new Status(code, "100% r\u00FCckw\u00E4rts\r\n\U0001F608"), new Metadata { { "why", "because" }, { "why-bin", [0, 255] } })));

        var error = await CallAsync(host);

        error.Status.ShouldBe(new Status(code, "100% r\u00FCckw\u00E4rts\r\n\U0001F608"));
        error.Trailers.GetValue("why").ShouldBe("because");
        error.Trailers.GetValueBytes("why-bin").ShouldBe([0, 255]);
    }

    [Fact]
    public async Task A_handler_may_set_the_status_without_an_exception()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (_, responses, context) =>
            {
                await responses.WriteAsync(new StreamingOutputCallResponse());
                context.Status = new Status(StatusCode.OutOfRange, "no more");
            },
        });
        using var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);

        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        (await Now.FailsAsync(() => call.ResponseStream.MoveNext(Now.Cancellation))).Status.ShouldBe(new Status(StatusCode.OutOfRange, "no more"));
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OutOfRange);
    }

    [Fact]
    public async Task An_unexpected_exception_tells_the_client_nothing_and_the_log_everything()
    {
        await using var host = await GrpcHost.ServeAsync(Throwing(() => new InvalidOperationException("the secret")), errorsExpected: true);

        (await CallAsync(host)).Status.ShouldBe(new Status(StatusCode.Unknown, "Exception was thrown by handler."));

        var logged = host.Log.Entries.Where(entry => entry.Level == LogLevel.Error).ShouldHaveSingleItem();
        logged.Event.Name.ShouldBe("ErrorExecutingServiceMethod");
        logged.Text.ShouldContain("the secret");
    }

    [Fact]
    public async Task Detailed_errors_are_sent_only_where_they_are_switched_on()
    {
        await using var host = await GrpcHost.ServeAsync(
            Throwing(() => new InvalidOperationException("the secret")), options => options.EnableDetailedErrors = true, errorsExpected: true);

        (await CallAsync(host)).Status.Detail.ShouldBe("Exception was thrown by handler. InvalidOperationException: the secret");
    }

    [Fact]
    public async Task A_handler_that_returns_nothing_is_cancelled()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService { Unary = (_, _) => Task.FromResult<SimpleResponse>(null!) });

        (await CallAsync(host)).Status.ShouldBe(new Status(StatusCode.Cancelled, "No message returned from method."));
    }

    [Fact]
    public async Task Rich_errors_carry_typed_details()
    {
        await using var host = await GrpcHost.ServeAsync(Throwing(() => new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "two fields are wrong",
            Details =
            {
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "quantity", Description = "must be positive" },
                        new BadRequest.Types.FieldViolation { Field = "symbol", Description = "unknown" },
                    },
                }),
                Any.Pack(new ErrorInfo { Reason = "MALFORMED", Domain = "portcullis", Metadata = { ["field"] = "quantity" } }),
                Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }),
            },
        }.ToRpcException()));

        var error = await CallAsync(host);

        error.Status.ShouldBe(new Status(StatusCode.InvalidArgument, "two fields are wrong"));
        var status = error.GetRpcStatus().ShouldNotBeNull();
        status.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).ShouldBe(["quantity", "symbol"]);
        status.GetDetail<ErrorInfo>()!.Reason.ShouldBe("MALFORMED");
        status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().ShouldBe(TimeSpan.FromSeconds(3));
        status.GetDetail<Help>().ShouldBeNull();
        status.UnpackDetailMessages().Select(detail => detail.Descriptor.Name).ShouldBe(["BadRequest", "ErrorInfo", "RetryInfo"]);
    }

    [Fact]
    public void Details_that_are_no_status_do_not_hide_the_error_that_carries_them()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF] } };

        new RpcException(new Status(StatusCode.Aborted, ""), trailers).GetRpcStatus().ShouldBeNull();
        trailers.GetRpcStatus(ignoreParseError: true).ShouldBeNull();
        Should.Throw<Google.Protobuf.InvalidProtocolBufferException>(() => trailers.GetRpcStatus());
        new RpcException(new Status(StatusCode.Aborted, "")).GetRpcStatus().ShouldBeNull();
    }

    private static ScriptedService Throwing(Func<Exception> error) => new() { Unary = (_, _) => throw error() };

    private static Task<RpcException> CallAsync(GrpcHost host) =>
        Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);
}
