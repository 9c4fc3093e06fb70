using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

public sealed class ConnectivityTests
{
    [Fact]
    public async Task A_channel_connects_with_its_first_call_and_is_idle_when_the_connection_is_gone()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        using var channel = host.NewChannel();

        channel.State.ShouldBe(ConnectivityState.Idle);
        await CallAsync(channel);
        channel.State.ShouldBe(ConnectivityState.Ready);

        await host.StopAsync();
        await channel.WaitForStateChangedAsync(ConnectivityState.Ready, Now.Cancellation);
        channel.State.ShouldBe(ConnectivityState.Idle);

        channel.Dispose();
        channel.State.ShouldBe(ConnectivityState.Shutdown);
    }

    [Fact]
    public async Task A_channel_may_connect_ahead_and_its_first_call_takes_that_connection()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        using var channel = host.NewChannel();

        await channel.ConnectAsync(Now.Cancellation);
        channel.State.ShouldBe(ConnectivityState.Ready);
        await CallAsync(channel);

        host.Log.Entries.Count(entry => entry.Text.Contains("accepted", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Where_nobody_listens_a_call_fails_at_once_and_the_channel_knows_it()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort()}");

        var error = await Now.FailsAsync(() => CallAsync(channel));

        error.StatusCode.ShouldBe(StatusCode.Unavailable);
        error.Status.DebugException.ShouldBeOfType<HttpRequestException>();
        channel.State.ShouldBe(ConnectivityState.TransientFailure);
    }

    [Fact]
    public async Task A_call_that_waits_for_ready_succeeds_once_the_server_is_there()
    {
        var port = FreePort();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", Impatient());
        var client = new TestService.TestServiceClient(channel);
        var options = new CallOptions(cancellationToken: Now.Cancellation).WithWaitForReady();
        var unary = client.UnaryCallAsync(new SimpleRequest(), options);
        using var duplex = client.FullDuplexCall(options);
        var written = duplex.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = ScriptedService.Bytes(7) }, Now.Cancellation);
        while (channel.State != ConnectivityState.TransientFailure)
            await channel.WaitForStateChangedAsync(channel.State, Now.Cancellation);

        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), port: port);

        await unary;
        await written;
        (await duplex.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        duplex.ResponseStream.Current.Payload.Body.Length.ShouldBe(7);
    }

    [Fact]
    public async Task Waiting_for_ready_ends_at_the_deadline()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort()}", Impatient());
        var options = new CallOptions(deadline: Now.In(100), cancellationToken: Now.Cancellation).WithWaitForReady();

        (await Now.FailsAsync(() => new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), options).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_server_that_hangs_up_before_it_has_said_anything_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        var call = new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        using (var accepted = await listener.AcceptTcpClientAsync(Now.Cancellation))
        {
            // All that was sent is read, or the end would be a reset.
            await accepted.GetStream().ReadAtLeastAsync(new byte[1024], "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length, throwOnEndOfStream: true, Now.Cancellation);
            accepted.Client.Shutdown(SocketShutdown.Send);
            (await Now.FailsAsync(() => call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
        }
    }

    [Fact]
    public async Task A_channel_survives_a_restart_of_its_server()
    {
        var port = FreePort();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", Impatient());
        var client = new TestService.TestServiceClient(channel);
        for (var run = 0; run < 3; run++)
        {
            await using var host = await GrpcHost.ServeAsync(new ScriptedService(), port: port);
            await client.UnaryCallAsync(new SimpleRequest(), new CallOptions(cancellationToken: Now.Cancellation).WithWaitForReady());
        }
    }

    [Fact]
    public async Task Keep_alive_finds_a_peer_that_has_fallen_silent()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var handler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", new GrpcChannelOptions { HttpHandler = handler });
        var call = CallAsync(channel);
        using var peer = await silent.AcceptTcpClientAsync(Now.Cancellation);
        // A settings frame, so that the client holds this for HTTP/2; then nothing more.
        await peer.GetStream().WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }, Now.Cancellation);

        (await Now.FailsAsync(() => call)).StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Fact]
    public async Task A_disposed_channel_cancels_its_calls_and_takes_no_others()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        var channel = host.NewChannel();
        var client = new TestService.TestServiceClient(channel);
        using var call = client.FullDuplexCall(cancellationToken: Now.Cancellation);
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest(), Now.Cancellation);
        (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeTrue();
        var reading = call.ResponseStream.MoveNext(Now.Cancellation);

        await channel.ShutdownAsync();

        (await Now.FailsAsync(() => reading)).StatusCode.ShouldBe(StatusCode.Cancelled);
        Should.Throw<ObjectDisposedException>(() => client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation));
    }

    private static GrpcChannelOptions Impatient() => new() { InitialReconnectBackoff = TimeSpan.FromMilliseconds(20), MaxReconnectBackoff = TimeSpan.FromMilliseconds(100) };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<SimpleResponse> CallAsync(GrpcChannel channel) =>
        new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), deadline: Now.In(30_000), cancellationToken: Now.Cancellation).ResponseAsync;
}
