using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mapping the standard reflection service.</summary>
public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    /// <summary>Maps the service under its name and under its older one, which many tools ask for first.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
    {
        builder.MapGrpcService<ReflectionV1Alpha>();
        return builder.MapGrpcService<ReflectionServiceImpl>();
    }
}
