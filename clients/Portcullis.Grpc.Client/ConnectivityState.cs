namespace Grpc.Core;

/// <summary>What a channel's connections are up to.</summary>
public enum ConnectivityState
{
    /// <summary>No connection; the next call makes one.</summary>
    Idle,

    /// <summary>A connection is being made.</summary>
    Connecting,

    /// <summary>There is a connection.</summary>
    Ready,

    /// <summary>The last try to connect failed.</summary>
    TransientFailure,

    /// <summary>The channel has been disposed.</summary>
    Shutdown,
}
