using System.Reflection;
using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Grpc.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProtobufService = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Reflection over the services that the application maps.</summary>
public static class GrpcReflectionServiceExtensions
{
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new ReflectionServiceImpl(Described(provider.GetRequiredService<MappedServices>())));
        services.TryAddSingleton<ReflectionV1Alpha>();
        return services;
    }

    // Read at the first request: until then services may still be mapped.
    private static IEnumerable<ProtobufService> Described(MappedServices mapped) =>
        mapped.Methods.Select(method => method.ServiceType).Distinct().Select(Describe).OfType<ProtobufService>();

    private static ProtobufService? Describe(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
                return attribute.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ProtobufService;
        return null;
    }
}
