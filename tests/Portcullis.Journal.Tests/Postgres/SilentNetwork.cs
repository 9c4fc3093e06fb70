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
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _links = [];
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passage = Open();
    private TaskCompletionSource _silence = Open();

    public SilentNetwork(string connectionString)
    {
        _database = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The way through this network.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, SslMode = SslMode.Disable }.ConnectionString;

    public void GoSilent() => _passage = _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>New connections come through; what the old ones sent is still on its way.</summary>
    public void Heal() => _passage = Open();

    /// <summary>Now it arrives.</summary>
    public void DeliverLate() => _silence.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_links);
        _stopping.Dispose();
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
                _links.Add(LinkAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The network is taken down.
        }
    }

    private async Task LinkAsync(TcpClient client)
    {
        using var node = client;
        using var server = new Socket(_database.Host!.StartsWith('/') ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await _passage.Task.WaitAsync(_stopping.Token);
            EndPoint address = _database.Host.StartsWith('/')
                ? new UnixDomainSocketEndPoint($"{_database.Host}/.s.PGSQL.{_database.Port}")
                : new IPEndPoint(IPAddress.Parse(_database.Host), _database.Port);
            await server.ConnectAsync(address, _stopping.Token);
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
            while (await from.ReadAsync(buffer, _stopping.Token) is var count and > 0)
            {
                await _passage.Task.WaitAsync(_stopping.Token);
                await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            // One side has gone.
        }
    }
}
