using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Serves the requests of one method, from head to status.</summary>
internal abstract class ServedMethod(IMethod method, MethodSettings settings)
{
    protected MethodSettings Settings { get; } = settings;

    private bool StreamsRequests { get; } = method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    public Task HandleAsync(HttpContext http)
    {
        // Routing ignores case; gRPC does not.
        if (!string.Equals(http.Request.Path.Value, method.FullName, StringComparison.Ordinal))
            return UnknownMethods.RefuseAsync(http, Settings);
        return GrpcRequest.Accept(http) ? ServeAsync(new ServerCall(http, method.FullName, Settings)) : Task.CompletedTask;
    }

    protected abstract Task InvokeAsync(ServerCall call);

    private async Task ServeAsync(ServerCall call)
    {
        Status status;
        try
        {
            call.Begin(StreamsRequests);
            await InvokeAsync(call);
            status = call.Status;
        }
        catch (Exception error)
        {
            status = call.ToStatus(error);
        }

        await call.EndAsync(status);
    }
}

internal sealed class UnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodSettings settings, UnaryServerMethod<TRequest, TResponse> serve) : ServedMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var request = await call.ReadSingleAsync(method.RequestMarshaller.ContextualDeserializer);
        call.WriteSingle(await serve(request, call), method.ResponseMarshaller.ContextualSerializer);
    }
}

internal sealed class ClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodSettings settings, ClientStreamingServerMethod<TRequest, TResponse> serve)
    : ServedMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var requests = new RequestReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        call.WriteSingle(await serve(requests, call), method.ResponseMarshaller.ContextualSerializer);
    }
}

internal sealed class ServerStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodSettings settings, ServerStreamingServerMethod<TRequest, TResponse> serve)
    : ServedMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var request = await call.ReadSingleAsync(method.RequestMarshaller.ContextualDeserializer);
        await serve(request, new ResponseWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer), call);
    }
}

internal sealed class DuplexStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodSettings settings, DuplexStreamingServerMethod<TRequest, TResponse> serve)
    : ServedMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(ServerCall call) => serve(
        new RequestReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer),
        new ResponseWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer),
        call);
}
