using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Maps services and remembers which they are.</summary>
internal sealed class MappedServices(IServiceProvider services, IOptions<GrpcServiceOptions> options)
{
    private readonly List<GrpcMethodMetadata> _methods = [];
    private bool _fallbackMapped;

    /// <summary>Every method mapped so far.</summary>
    public IReadOnlyList<GrpcMethodMetadata> Methods => _methods;

    public IReadOnlyList<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder routes)
        where TService : class
    {
        var own = (IOptions<GrpcServiceOptions<TService>>?)services.GetService(typeof(IOptions<GrpcServiceOptions<TService>>));
        var settings = new MethodSettings(services, options.Value, own?.Value);
        var binder = new ServiceBinder<TService>(settings);
        binder.Bind();
        var mapped = new List<IEndpointConventionBuilder>();
        foreach (var (method, handler, metadata) in binder.Methods)
        {
            var description = new GrpcMethodMetadata(typeof(TService), method);
            _methods.Add(description);
            var endpoint = routes.MapPost(method.FullName, handler).WithDisplayName($"gRPC - {method.FullName}");
            mapped.Add(endpoint.WithMetadata([.. metadata, description]));
        }

        if (!_fallbackMapped && options.Value.IgnoreUnknownServices != true)
        {
            UnknownMethods.Map(routes, settings);
            _fallbackMapped = true;
        }

        return mapped;
    }
}
