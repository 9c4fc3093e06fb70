using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Portcullis.Gateway.Access;

/// <summary>Lets no call of ours through without a valid key. Health and reflection say nothing about accounts and stay open.</summary>
public sealed class AuthenticationInterceptor(ApiKeys keys) : Interceptor
{
    private const string Scheme = "Bearer ";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Authenticate(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var demand = DemandOf(Authenticate(context));
        return continuation(new GuardedReader<TRequest>(requestStream, demand), context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var demand = DemandOf(Authenticate(context));
        return continuation(request, new GuardedWriter<TResponse>(responseStream, demand), context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var demand = DemandOf(Authenticate(context));
        return continuation(new GuardedReader<TRequest>(requestStream, demand), new GuardedWriter<TResponse>(responseStream, demand), context);
    }

    /// <returns>Null where everybody may call.</returns>
    private Caller? Authenticate(ServerCallContext context)
    {
        if (!context.Method.StartsWith("/portcullis.", StringComparison.Ordinal)) return null;
        // Not among the call's metadata, which would be gathered from all headers for this one.
        var header = context.GetHttpContext().Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal)) throw Services.Errors.Unauthenticated();
        var caller = keys.Authenticate(header.AsSpan(Scheme.Length)) ?? throw Services.Errors.Unauthenticated();
        Caller.Attach(context, caller);
        return caller;
    }

    // Demands the same again, for calls that last.
    private Action DemandOf(Caller? caller) => () =>
    {
        if (caller is not null && !keys.IsValid(caller.KeyId)) throw Services.Errors.Unauthenticated();
    };
}
