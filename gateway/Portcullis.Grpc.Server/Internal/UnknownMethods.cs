using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers gRPC calls that no service has: UNIMPLEMENTED, where HTTP alone would say 404.</summary>
internal static class UnknownMethods
{
    public static void Map(IEndpointRouteBuilder routes, MethodSettings settings)
    {
        var pattern = RoutePatternFactory.Parse("{service}/{method}", null, new RouteValueDictionary { ["service"] = new IsGrpcRequest() });
        routes.MapPost("", static _ => Task.CompletedTask).WithDisplayName("gRPC - Unimplemented").Add(endpoint =>
        {
            var route = (RouteEndpointBuilder)endpoint;
            route.RoutePattern = pattern;
            route.Order = int.MaxValue;
            route.RequestDelegate = http => RefuseAsync(http, settings);
        });
    }

    public static Task RefuseAsync(HttpContext http, MethodSettings settings)
    {
        if (!GrpcRequest.Accept(http))
            return Task.CompletedTask;
        // Metrics would grow without bound by names that anybody makes up.
        var call = new ServerCall(http, "/other", settings);
        call.Count();
        return call.EndAsync(new Status(StatusCode.Unimplemented, "Service or method is unimplemented.")).AsTask();
    }

    private sealed class IsGrpcRequest : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            Headers.IsGrpc(httpContext?.Request.ContentType);
    }
}
