using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Google.Rpc;

/// <summary>From a status with details to the exception that carries it, and to its details.</summary>
public static class RpcStatusExtensions
{
    /// <summary>The detail types of <c>google/rpc/error_details.proto</c>.</summary>
    public static TypeRegistry StandardErrorTypeRegistry { get; } = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);

    /// <summary>The exception that a handler throws to send code, message and details.</summary>
    public static RpcException ToRpcException(this Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.ToRpcException((StatusCode)status.Code, status.Message);
    }

    /// <summary>As <see cref="ToRpcException(Status)"/>, with another code and message on the call itself.</summary>
    public static RpcException ToRpcException(this Status status, StatusCode statusCode, string message)
    {
        ArgumentNullException.ThrowIfNull(status);
        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Grpc.Core.Status(statusCode, message), trailers);
    }

    /// <summary>The first detail of a type, or null.</summary>
    public static T? GetDetail<T>(this Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        var wanted = new T().Descriptor;
        return status.Details.FirstOrDefault(detail => detail.Is(wanted))?.Unpack<T>();
    }

    /// <summary>The details of the standard types, unpacked.</summary>
    public static IEnumerable<IMessage> UnpackDetailMessages(this Status status) => status.UnpackDetailMessages(StandardErrorTypeRegistry);

    /// <summary>The details whose types the registry knows, unpacked.</summary>
    public static IEnumerable<IMessage> UnpackDetailMessages(this Status status, TypeRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Details.Select(detail => detail.Unpack(registry)).Where(message => message is not null);
    }
}
