using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

/// <summary>What clients that do nothing, or too little, can hold of a server: no handler, no thread, no connection for ever.</summary>
public sealed class IdleAndSlowClientsTests
{
    private const string ServerStream = "/grpc.testing.TestService/StreamingOutputCall";
    private static readonly byte[] s_empty = [0, 0, 0, 0, 0];
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    // Long enough for a client on a busy machine to answer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_client_that_answers_no_ping_loses_its_calls_and_one_that_does_keeps_them_as_long_as_it_likes()
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new ScriptedService
        {
            ClientStream = async (requests, context) =>
            {
                await using var registration = context.CancellationToken.Register(lost.SetResult);
                await requests.MoveNext(CancellationToken.None);
                return new StreamingInputCallResponse();
            },
        };
        await using var host = await GrpcHost.ServeAsync(service, kestrel: options =>
            (options.Limits.Http2.KeepAlivePingDelay, options.Limits.Http2.KeepAlivePingTimeout) = (s_second, s_patience));
        using var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation);
        await PlayAsync(call);
        // Nothing is ever read from this connection: no ping is answered on it.
        await using var silent = await RawConnection.OpenAsync(host.Address);
        await silent.SendHeadAsync(RawConnection.Head(host.Address, "/grpc.testing.TestService/StreamingInputCall"));

        await lost.Task.WaitAsync(Now.Cancellation);

        await PlayAsync(call);
    }

    [Fact]
    public async Task A_connection_without_calls_is_closed_and_the_next_call_makes_another()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), kestrel: options => options.Limits.KeepAliveTimeout = s_second);
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);

        while (host.Channel.State is not ConnectivityState.Idle and var state)
            await host.Channel.WaitForStateChangedAsync(state, Now.Cancellation);

        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_of_an_answer_loses_its_call()
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new ScriptedService
        {
            ServerStream = async (_, responses, _) =>
            {
                try
                {
                    while (true)
                        await responses.WriteAsync(new StreamingOutputCallResponse { Payload = ScriptedService.Bytes(100_000) }, CancellationToken.None);
                }
                catch (Exception error)
                {
                    ended.SetResult(error);
                    throw;
                }
            },
        };
        await using var host = await GrpcHost.ServeAsync(service, kestrel: options => options.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.1)));
        await using var slow = await RawConnection.OpenAsync(host.Address, window: 1000);
        var stream = await slow.SendHeadAsync(RawConnection.Head(host.Address, ServerStream));
        await slow.SendDataAsync(stream, s_empty, endStream: true);

        await ended.Task.WaitAsync(Now.Cancellation);
        await slow.ReadUntilEndedAsync(stream);
    }

    [Fact]
    public async Task A_handler_that_goes_on_writing_to_a_client_that_has_gone_is_ended()
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ServerStream = async (_, responses, _) =>
            {
                try
                {
                    while (true)
                        await responses.WriteAsync(new StreamingOutputCallResponse(), CancellationToken.None);
                }
                catch (Exception error)
                {
                    ended.SetResult(error);
                    throw;
                }
            },
        });
        var call = host.Client.StreamingOutputCall(new StreamingOutputCallRequest(), cancellationToken: Now.Cancellation);
        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();

        call.Dispose();

        (await ended.Task.WaitAsync(Now.Cancellation)).ShouldBeOfType<InvalidOperationException>();
    }

    private static async Task PlayAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest(), Now.Cancellation);
        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
    }
}
