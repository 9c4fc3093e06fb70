using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>
/// A network between a node and its database that can go silent: connections stay open, new ones are taken, and nothing comes through.
/// What was sent into the silence is kept, and may be delivered late, as retransmitted packets are.
/// </summary>
internal sealed class SilentNetwork : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder database;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Task> links = [];
    private readonly Task accepting;
    private volatile TaskCompletionSource passage = Open();
    private TaskCompletionSource silence = Open();

    public SilentNetwork(string connectionString)
    {
        database = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The way through this network.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, SslMode = SslMode.Disable }.ConnectionString;

    public void GoSilent() => passage = silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>New connections come through; what the old ones sent is still on its way.</summary>
    public void Heal() => passage = Open();

    /// <summary>Now it arrives.</summary>
    public void DeliverLate() => silence.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(links);
        stopping.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                links.Add(LinkAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The network is taken down.
        }
    }

    private async Task LinkAsync(TcpClient client)
    {
        using var node = client;
        using var server = new Socket(database.Host!.StartsWith('/') ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await passage.Task.WaitAsync(stopping.Token);
            EndPoint address = database.Host.StartsWith('/')
                ? new UnixDomainSocketEndPoint($"{database.Host}/.s.PGSQL.{database.Port}")
                : new IPEndPoint(IPAddress.Parse(database.Host), database.Port);
            await server.ConnectAsync(address, stopping.Token);
            await using var near = node.GetStream();
            await using var far = new NetworkStream(server);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException or SocketException)
        {
            // One side has gone.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReadAsync(buffer, stopping.Token) is var count and > 0)
            {
                await passage.Task.WaitAsync(stopping.Token);
                await to.WriteAsync(buffer.AsMemory(0, count), stopping.Token);
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            // One side has gone.
        }
    }
}
