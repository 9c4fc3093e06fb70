using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mapping gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service that derives from a generated base class.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var mapped = builder.ServiceProvider.GetService<MappedServices>()
            ?? throw new InvalidOperationException("Unable to find the required services. Add them with 'IServiceCollection.AddGrpc'.");
        return new GrpcServiceEndpointConventionBuilder(mapped.Map<TService>(builder));
    }
}

/// <summary>Goes on configuring the endpoints of one service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) => _endpoints = endpoints;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in _endpoints)
            endpoint.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var endpoint in _endpoints)
            endpoint.Finally(finallyConvention);
    }
}
