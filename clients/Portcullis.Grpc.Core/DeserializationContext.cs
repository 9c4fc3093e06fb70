using System.Buffers;

namespace Grpc.Core;

/// <summary>What a marshaller reads a message from. The sequence is valid only until the marshaller returns.</summary>
public abstract class DeserializationContext
{
    /// <summary>The payload's length in bytes.</summary>
    public abstract int PayloadLength { get; }

    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException();

    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotSupportedException();
}
