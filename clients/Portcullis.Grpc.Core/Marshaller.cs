namespace Grpc.Core;

/// <summary>How one message type goes to bytes and back.</summary>
public sealed class Marshaller<T>
{
    private readonly Func<T, byte[]>? _toBytes;
    private readonly Func<byte[], T>? _fromBytes;

    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        _toBytes = serializer;
        _fromBytes = deserializer;
        ContextualSerializer = (value, context) => context.Complete(serializer(value));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
    }

    public Func<T, byte[]> Serializer => _toBytes ?? throw new NotSupportedException("This marshaller serializes into a context.");

    public Func<byte[], T> Deserializer => _fromBytes ?? throw new NotSupportedException("This marshaller deserializes from a context.");

    public Action<T, SerializationContext> ContextualSerializer { get; }

    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}
