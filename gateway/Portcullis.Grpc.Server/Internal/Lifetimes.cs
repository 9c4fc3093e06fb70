using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>How long what the container was told of lives.</summary>
internal sealed class Lifetimes(IServiceCollection services)
{
    /// <summary>Whether every call gets the same instance of the type.</summary>
    public bool IsSingleton(Type type) =>
        services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService)?.Lifetime == ServiceLifetime.Singleton;
}
