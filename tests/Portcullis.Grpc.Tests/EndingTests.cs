using Grpc.Core;
using Grpc.Testing;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

/// <summary>Deadlines, cancellation and early ends: every handler must be left, and both sides must agree on what happened.</summary>
public sealed class EndingTests
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string ServerStream = "/grpc.testing.TestService/StreamingOutputCall";
    private const string ClientStream = "/grpc.testing.TestService/StreamingInputCall";
    private const string Duplex = "/grpc.testing.TestService/FullDuplexCall";

    private static readonly byte[] s_empty = [0, 0, 0, 0, 0];

    [Fact]
    public async Task The_server_ends_a_call_at_its_deadline_though_the_handler_ignores_it()
    {
        var goesOn = new TaskCompletionSource();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                await goesOn.Task;
                context.CancellationToken.IsCancellationRequested.ShouldBeTrue();
                return new SimpleResponse();
            },
        });
        await using var raw = await RawConnection.OpenAsync(host.Address);
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, Unary, ("grpc-timeout", "50m")));
        await raw.SendDataAsync(stream, s_empty, endStream: true);

        var answer = await raw.ReadAnswerAsync(stream);

        answer.Status.ShouldBe("4");
        answer.HeadEndedStream.ShouldBeTrue();
        goesOn.SetResult();
    }

    [Fact]
    public async Task A_deadline_fires_the_handlers_token_and_ends_its_reads()
    {
        var left = new TaskCompletionSource<bool>();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (requests, _, context) =>
            {
                try
                {
                    await requests.MoveNext(CancellationToken.None);
                }
                finally
                {
                    left.SetResult(context.CancellationToken.WaitHandle.WaitOne());
                }
            },
        });
        await using var raw = await RawConnection.OpenAsync(host.Address);

        // A client that counts for itself may have given up before its call arrives.
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, Duplex, ("grpc-timeout", "50m")));

        (await raw.ReadAnswerAsync(stream)).Status.ShouldBe("4");
        (await left.Task.WaitAsync(Now.Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_that_waits_for_the_client_is_reset_at_the_deadline()
    {
        var failed = new TaskCompletionSource<Exception?>();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ServerStream = async (_, responses, _) =>
                failed.SetResult(await Record.ExceptionAsync(async () =>
                {
                    while (true)
                        await responses.WriteAsync(new StreamingOutputCallResponse { Payload = ScriptedService.Bytes(10_000) }, CancellationToken.None);
                })),
        });
        await using var raw = await RawConnection.OpenAsync(host.Address, window: 1000);
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, ServerStream, ("grpc-timeout", "200m")));
        await raw.SendDataAsync(stream, s_empty, endStream: true);

        (await raw.ReadAnswerAsync(stream)).Reset.ShouldBe(8);
        (await failed.Task.WaitAsync(Now.Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reset_by_the_client_fires_the_handlers_token()
    {
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                context.CancellationToken.Register(left.SetResult);
                entered.SetResult();
                await left.Task;
                return new SimpleResponse();
            },
        });
        await using var raw = await RawConnection.OpenAsync(host.Address);
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, Unary));
        await raw.SendDataAsync(stream, s_empty, endStream: true);
        await entered.Task.WaitAsync(Now.Cancellation);

        await raw.ResetAsync(stream, 8);

        await left.Task.WaitAsync(Now.Cancellation);
    }

    [Fact]
    public async Task A_lost_connection_fires_the_tokens_of_all_its_calls()
    {
        var entered = new CountdownEvent(3);
        var left = new TaskCompletionSource();
        var count = 0;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (requests, _, context) =>
            {
                entered.Signal();
                try
                {
                    await requests.MoveNext(context.CancellationToken);
                }
                finally
                {
                    if (Interlocked.Increment(ref count) == 3)
                        left.SetResult();
                }
            },
        });
        var raw = await RawConnection.OpenAsync(host.Address);
        for (var i = 0; i < 3; i++)
            await raw.SendHeadAsync(RawConnection.Head(host.Address, Duplex));
        await Task.Run(() => entered.Wait(Now.Cancellation), Now.Cancellation);

        await raw.DisposeAsync();

        await left.Task.WaitAsync(Now.Cancellation);
    }

    [Fact]
    public async Task An_early_status_stops_a_request_that_is_still_open_without_an_error()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ClientStream = (_, _) => throw new RpcException(new Status(StatusCode.ResourceExhausted, "enough")),
        });
        await using var raw = await RawConnection.OpenAsync(host.Address);
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, ClientStream));

        var answer = await raw.ReadAnswerAsync(stream, awaitReset: true);

        answer.Status.ShouldBe("8");
        answer.Reset.ShouldBe(0);
    }

    [Fact]
    public async Task A_writer_learns_the_status_that_came_early()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ClientStream = (_, _) => throw new RpcException(new Status(StatusCode.ResourceExhausted, "enough")),
        });
        using var call = host.Client.StreamingInputCall(cancellationToken: Now.Cancellation);

        var error = await Now.FailsAsync(async () =>
        {
            while (true)
                await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = ScriptedService.Bytes(10_000) }, Now.Cancellation);
        });

        error.Status.ShouldBe(new Status(StatusCode.ResourceExhausted, "enough"));
        (await Now.FailsAsync(() => call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_broken_write_does_not_hide_messages_and_status_that_wait_to_be_read()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (_, responses, _) =>
            {
                await responses.WriteAsync(new StreamingOutputCallResponse());
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "enough"));
            },
        });
        using var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);

        await Now.FailsAsync(async () =>
        {
            while (true)
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = ScriptedService.Bytes(10_000) }, Now.Cancellation);
        });

        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        var error = await Now.FailsAsync(() => call.ResponseStream.MoveNext(Now.Cancellation));
        error.Status.ShouldBe(new Status(StatusCode.ResourceExhausted, "enough"));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_sends_nothing()
    {
        var called = false;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (_, _) =>
            {
                called = true;
                return Task.FromResult(new SimpleResponse());
            },
        });

        var error = await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), deadline: Now.In(-1), cancellationToken: Now.Cancellation).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        called.ShouldBeFalse();
    }

    [Fact]
    public async Task The_handler_sees_the_callers_deadline()
    {
        var deadline = Now.In(100_000);
        var seen = default(DateTime);
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                seen = context.Deadline;
                return Task.FromResult(new SimpleResponse());
            },
        });

        await host.Client.UnaryCallAsync(new SimpleRequest(), deadline: deadline, cancellationToken: Now.Cancellation);

        seen.ShouldBe(deadline, TimeSpan.FromSeconds(30));
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        seen.ShouldBe(DateTime.MaxValue);
    }

    [Fact]
    public async Task A_nested_call_inherits_its_parents_deadline()
    {
        var deadlines = new List<DateTime>();
        GrpcHost? self = null;
        await using var host = self = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (request, context) =>
            {
                deadlines.Add(context.Deadline);
                return request.FillUsername
                    ? new SimpleResponse()
                    : await self!.Client.UnaryCallAsync(new SimpleRequest { FillUsername = true }, new CallOptions(propagationToken: context.CreatePropagationToken()));
            },
        });

        await host.Client.UnaryCallAsync(new SimpleRequest(), deadline: Now.In(60_000), cancellationToken: Now.Cancellation);

        deadlines.Count.ShouldBe(2);
        deadlines[1].ShouldBe(deadlines[0], TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Disposing_a_call_cancels_it()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);

        call.Dispose();

        call.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
        (await Now.FailsAsync(() => call.ResponseStream.MoveNext(Now.Cancellation))).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task A_cancelled_read_cancels_the_call()
    {
        var left = new TaskCompletionSource();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (requests, responses, context) =>
            {
                context.CancellationToken.Register(left.SetResult);
                await responses.WriteAsync(new StreamingOutputCallResponse(), CancellationToken.None);
                await requests.MoveNext(CancellationToken.None);
            },
        });
        using var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);
        using var cancels = new CancellationTokenSource();
        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        var reading = call.ResponseStream.MoveNext(cancels.Token);

        await cancels.CancelAsync();

        (await Now.FailsAsync(() => reading)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await left.Task.WaitAsync(Now.Cancellation);
    }

    [Fact]
    public async Task Cancellation_may_throw_the_exception_of_tasks()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        using var channel = host.NewChannel(options => options.ThrowOperationCanceledOnCancellation = true);
        using var cancels = new CancellationTokenSource();
        using var call = new TestService.TestServiceClient(channel).FullDuplexCall(cancellationToken: cancels.Token);
        var reading = call.ResponseStream.MoveNext(Now.Cancellation);

        await cancels.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => reading)).CancellationToken.ShouldBe(cancels.Token);
    }
}
