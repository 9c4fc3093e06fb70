using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client.Internal.Connections;

namespace Grpc.Net.Client;

public sealed partial class GrpcChannel
{
    private readonly ChannelConnections? _connections;

    /// <summary>What the channel's connections are up to. Not known to a channel with an HTTP client or a connect callback of the caller's.</summary>
    public ConnectivityState State => Connections().State;

    /// <summary>Connects now, and again with backoff until it succeeds, instead of with the first call.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        var connections = Connections();
        for (var failures = 1; ; failures++)
        {
            try
            {
                await connections.ConnectAheadAsync(cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(ReconnectBackoff.After(failures), Time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until the state is another one than that observed.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Connections().WaitForChangeAsync(lastObservedState, cancellationToken);

    private ChannelConnections Connections() => _connections
        ?? throw new InvalidOperationException("The channel does not make its own connections, and does not know their state.");
}
