using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal.Connections;

/// <summary>
/// Makes the sockets of a channel's handler, and knows from that what state the channel is in:
/// <code>
/// Idle -> Connecting -> Ready -> Idle (the last connection closed)
///         Connecting -> TransientFailure -> Connecting
/// any  -> Shutdown
/// </code>
/// </summary>
internal sealed class ChannelConnections : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _host;
    private readonly int _port;
    private TaskCompletionSource _changed = NewChange();
    private ConnectivityState _state = ConnectivityState.Idle;
    private ChannelSocket? _ahead;
    private int _open;

    public ChannelConnections(Uri address)
    {
        _host = address.DnsSafeHost;
        _port = address.Port;
    }

    public ConnectivityState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    public async Task WaitForChangeAsync(ConnectivityState observed, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_state != observed)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Connects before any call does; the first call takes the socket over.</summary>
    public async Task ConnectAheadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            if (_open > 0)
                return;
        var socket = await OpenAsync(_host, _port, cancellationToken);
        ChannelSocket? spare;
        lock (_lock)
        {
            spare = _state == ConnectivityState.Shutdown ? socket : _ahead;
            if (spare != socket)
                _ahead = socket;
        }

        if (spare is not null)
            await spare.DisposeAsync();
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ChannelSocket? ahead;
        lock (_lock)
            (ahead, _ahead) = (_ahead, null);
        if (ahead is { IsAlive: true })
            return ahead;
        if (ahead is not null)
            await ahead.DisposeAsync();
        return await OpenAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
    }

    public void Dispose()
    {
        ChannelSocket? ahead;
        lock (_lock)
        {
            (ahead, _ahead) = (_ahead, null);
            Move(ConnectivityState.Shutdown);
        }

        ahead?.Dispose();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<ChannelSocket> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        lock (_lock)
            if (_open == 0)
                Move(ConnectivityState.Connecting);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
        }
        catch (Exception error)
        {
            socket.Dispose();
            lock (_lock)
                if (_open == 0)
                    Move(error is OperationCanceledException ? ConnectivityState.Idle : ConnectivityState.TransientFailure);
            throw;
        }

        lock (_lock)
        {
            _open++;
            Move(ConnectivityState.Ready);
        }

        return new ChannelSocket(socket, Closed);
    }

    private void Closed()
    {
        lock (_lock)
            if (--_open == 0)
                Move(ConnectivityState.Idle);
    }

    private void Move(ConnectivityState next)
    {
        if (_state == next || _state == ConnectivityState.Shutdown)
            return;
        _state = next;
        _changed.SetResult();
        _changed = NewChange();
    }
}
