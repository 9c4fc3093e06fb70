using System.Net.Sockets;

namespace Grpc.Net.Client.Internal.Connections;

/// <summary>A connection that tells when it is closed. It adds nothing to reads and writes.</summary>
internal sealed class ChannelSocket(Socket socket, Action closed) : NetworkStream(socket, ownsSocket: true)
{
    private int _disposed;

    /// <summary>Whether the peer has neither closed the connection nor sent what nobody asked for.</summary>
    public bool IsAlive => !Socket.Poll(0, SelectMode.SelectRead);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            closed();
    }
}
