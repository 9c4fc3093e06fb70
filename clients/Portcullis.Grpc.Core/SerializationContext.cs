using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes a message: either as one array, or length first and then into a writer.</summary>
public abstract class SerializationContext
{
    /// <summary>Ends the message with the whole payload.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>A writer for the payload; end with <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    /// <summary>Announces the payload's length in bytes, so that it can be written without a copy. Comes before <see cref="GetBufferWriter"/>.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a message that went into the writer.</summary>
    public virtual void Complete() => throw new NotSupportedException();
}
