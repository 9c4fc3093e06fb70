using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Google.Rpc;

/// <summary>The typed details of a status.</summary>
public sealed partial class Status
{
    /// <summary>The detail types of <c>google/rpc/error_details.proto</c>.</summary>
    public static TypeRegistry StandardErrorTypeRegistry { get; } = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);

    /// <summary>The first detail of a type, or null.</summary>
    public T? GetDetail<T>()
        where T : class, IMessage<T>, new()
    {
        var wanted = new T().Descriptor;
        return Details.FirstOrDefault(detail => detail.Is(wanted))?.Unpack<T>();
    }

    /// <summary>The details of the standard types, unpacked.</summary>
    public IEnumerable<IMessage> UnpackDetailMessages() => UnpackDetailMessages(StandardErrorTypeRegistry);

    /// <summary>The details whose types the registry knows, unpacked.</summary>
    public IEnumerable<IMessage> UnpackDetailMessages(TypeRegistry registry) =>
        Details.Select(detail => detail.Unpack(registry)).Where(message => message is not null);
}
