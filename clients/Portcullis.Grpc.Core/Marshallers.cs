namespace Grpc.Core;

/// <summary>Ways to make a <see cref="Marshaller{T}"/>; generated code calls them.</summary>
public static class Marshallers
{
    /// <summary>Strings as UTF-8.</summary>
    public static Marshaller<string> StringMarshaller { get; } =
        new(System.Text.Encoding.UTF8.GetBytes, System.Text.Encoding.UTF8.GetString);

    public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) => new(serializer, deserializer);

    public static Marshaller<T> Create<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) =>
        new(serializer, deserializer);
}
