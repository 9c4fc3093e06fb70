using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Portcullis.Gateway.Access;

/// <summary>Lets no call of ours through without a valid key. Health and reflection say nothing about accounts and stay open.</summary>
public sealed class AuthenticationInterceptor(ApiKeys keys) : Interceptor
{
    private const string Header = "authorization";
    private const string Scheme = "Bearer ";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Authenticate(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Authenticate(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Authenticate(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Authenticate(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Authenticate(ServerCallContext context)
    {
        if (!context.Method.StartsWith("/portcullis.", StringComparison.Ordinal)) return;
        var header = context.RequestHeaders.GetValue(Header);
        if (header is null || !header.StartsWith(Scheme, StringComparison.Ordinal)) throw Services.Errors.Unauthenticated();
        Caller.Attach(context, keys.Authenticate(header[Scheme.Length..]) ?? throw Services.Errors.Unauthenticated());
    }
}
