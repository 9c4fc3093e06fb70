using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>On the endpoint of a gRPC method: which one it is.</summary>
public sealed class GrpcMethodMetadata(Type serviceType, IMethod method)
{
    public Type ServiceType { get; } = serviceType;

    public IMethod Method { get; } = method;
}
