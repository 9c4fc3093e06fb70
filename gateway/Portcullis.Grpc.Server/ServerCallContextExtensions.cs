using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>From a call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP context of a call that this library serves.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return serverCallContext is ServerCall call
            ? call.Http
            : serverCallContext.UserState.TryGetValue("__HttpContext", out var http) && http is HttpContext context
                ? context
                : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext.");
    }
}
