namespace Grpc.Core;

/// <summary>How one message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one.</summary>
    BufferHint = 1,

    /// <summary>The message is not compressed, whatever the call's setting.</summary>
    NoCompress = 2,
}

/// <summary>Options of writes on one call.</summary>
public sealed class WriteOptions(WriteFlags flags = 0)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags { get; } = flags;
}
