namespace Grpc.Core;

/// <summary>Bounds of the library where nobody configures another.</summary>
internal static class Limits
{
    /// <summary>Largest message received, in bytes, after decompression too: 4 MiB, as in every gRPC library.</summary>
    public const int MaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>Digits of <c>grpc-timeout</c>.</summary>
    public const int TimeoutDigits = 8;

    /// <summary>First size of a rented buffer, in bytes; most messages of a trading system fit.</summary>
    public const int FirstBufferSize = 4096;

    /// <summary>Longest delay that a timer takes, in milliseconds (about 49 days). Deadlines beyond it are watched in steps.</summary>
    public const uint MaxTimerMs = uint.MaxValue - 1;
}
