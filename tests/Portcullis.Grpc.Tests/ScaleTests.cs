using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

/// <summary>Many calls, large messages, slow and idle clients. They run alone: memory and threads are the process's.</summary>
[Collection(nameof(ScaleTests))]
public sealed class ScaleTests
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string ServerStream = "/grpc.testing.TestService/StreamingOutputCall";
    private const string Duplex = "/grpc.testing.TestService/FullDuplexCall";

    [Fact]
    public async Task A_thousand_idle_streams_on_one_connection_cost_no_thread_and_all_still_answer()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        // Until the server's settings have come, the HTTP handler holds a connection for full at a hundred streams.
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        var calls = Enumerable.Range(0, 1000).Select(_ => host.Client.FullDuplexCall(cancellationToken: Now.Cancellation)).ToList();

        foreach (var round in new[] { 1, 2 })
            await Task.WhenAll(calls.Select(async call =>
            {
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = ScriptedService.Bytes(round) }, Now.Cancellation);
                (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
            }));

        ThreadPool.ThreadCount.ShouldBeLessThan(100);
        host.Log.Entries.Count(entry => entry.Text.Contains("accepted", StringComparison.Ordinal)).ShouldBe(1);
        foreach (var call in calls)
            call.Dispose();
    }

    [Fact]
    public async Task A_slow_reader_holds_the_writer_back_and_gets_everything_in_the_end()
    {
        const int messages = 100, size = 100_000;
        var written = 0;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ServerStream = async (_, responses, _) =>
            {
                for (; written < messages; written++)
                    await responses.WriteAsync(new StreamingOutputCallResponse { Payload = ScriptedService.Bytes(size) }, CancellationToken.None);
            },
        });
        await using var raw = await RawConnection.OpenAsync(host.Address, window: 3 * size);
        var stream = await raw.SendHeadAsync(RawConnection.Head(host.Address, ServerStream));
        await raw.SendDataAsync(stream, new byte[] { 0, 0, 0, 0, 0 }, endStream: true);

        await raw.ReadBodyAsync(stream, 3 * size);
        Volatile.Read(ref written).ShouldBeLessThan(10, "the client has let three messages through, and the server's buffer is smaller than one");

        await raw.WidenAsync(stream, 2 * messages * size);
        var answer = await raw.ReadAnswerAsync(stream);
        answer.Status.ShouldBe("0");
        answer.Messages().Count.ShouldBe(messages);
    }

    [Fact]
    public async Task An_idle_stream_outlives_the_least_rate_of_requests_but_a_stalled_unary_request_does_not()
    {
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService(), kestrel: options => options.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.1)));
        await using var idle = await RawConnection.OpenAsync(host.Address);
        await using var stalled = await RawConnection.OpenAsync(host.Address);
        var duplex = await idle.SendHeadAsync(RawConnection.Head(host.Address, Duplex));
        await idle.SendDataAsync(duplex, new byte[] { 0, 0, 0, 0, 0 });
        var unary = await stalled.SendHeadAsync(RawConnection.Head(host.Address, Unary));
        await stalled.SendDataAsync(unary, new byte[] { 0, 0 });

        // The server itself ends the stalled request, and only when the grace has long passed: the idle stream has been idle as long.
        await stalled.ReadUntilEndedAsync(unary);

        await idle.SendDataAsync(duplex, new byte[] { 0, 0, 0, 0, 0 }, endStream: true);
        var answer = await idle.ReadAnswerAsync(duplex);
        answer.Status.ShouldBe("0");
        answer.Messages().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Memory_stays_flat_over_many_calls_on_both_halves()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        var request = new SimpleRequest { Payload = ScriptedService.Bytes(300) };
        await CallAsync(2000);
        var grown = new List<long>();

        for (var round = 0; round < 10; round++)
        {
            host.Log.Entries.Clear();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await CallAsync(2000);
            host.Log.Entries.Clear();
            grown.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        // What calls keep is kept in every round; what the runtime keeps for itself now and then is not.
        (grown.Min() / 2000.0).ShouldBeLessThan(50, "bytes kept per call");

        async Task CallAsync(int count)
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Now.Cancellation }, async (number, cancellation) =>
            {
                if (number % 10 > 0)
                {
                    await host.Client.UnaryCallAsync(request, deadline: Now.In(60_000), cancellationToken: cancellation);
                    return;
                }

                using var call = host.Client.FullDuplexCall(cancellationToken: cancellation);
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = request.Payload }, cancellation);
                await call.ResponseStream.MoveNext(cancellation);
            });
        }
    }
}

[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
public sealed class ScaleTestsRunAlone;
