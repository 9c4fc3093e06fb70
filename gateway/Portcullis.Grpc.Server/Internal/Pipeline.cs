using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Builds, once per method, what a call runs through: the interceptors, outermost first, and the handler of a service made for the call.
/// Interceptors are made per call too, unless the container holds them.
/// </summary>
internal static class Pipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Unary<TService, TRequest, TResponse>(
        MethodSettings settings, ServiceActivator services, Func<TService, TRequest, ServerCallContext, Task<TResponse>> handler)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        UnaryServerMethod<TRequest, TResponse> serve = (request, context) =>
            With<TService, TResponse>(services, context, service => handler(service, request, context));
        return Wrap(settings, serve, static (activator, next) => (request, context) =>
            With<Interceptor, TResponse>(activator, context, interceptor => interceptor.UnaryServerHandler(request, context, next)));
    }

    public static ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TService, TRequest, TResponse>(
        MethodSettings settings, ServiceActivator services, Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> handler)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        ClientStreamingServerMethod<TRequest, TResponse> serve = (requests, context) =>
            With<TService, TResponse>(services, context, service => handler(service, requests, context));
        return Wrap(settings, serve, static (activator, next) => (requests, context) =>
            With<Interceptor, TResponse>(activator, context, interceptor => interceptor.ClientStreamingServerHandler(requests, context, next)));
    }

    public static ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TService, TRequest, TResponse>(
        MethodSettings settings, ServiceActivator services, Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        ServerStreamingServerMethod<TRequest, TResponse> serve = (request, responses, context) =>
            With<TService>(services, context, service => handler(service, request, responses, context));
        return Wrap(settings, serve, static (activator, next) => (request, responses, context) =>
            With<Interceptor>(activator, context, interceptor => interceptor.ServerStreamingServerHandler(request, responses, context, next)));
    }

    public static DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TService, TRequest, TResponse>(
        MethodSettings settings,
        ServiceActivator services,
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        DuplexStreamingServerMethod<TRequest, TResponse> serve = (requests, responses, context) =>
            With<TService>(services, context, service => handler(service, requests, responses, context));
        return Wrap(settings, serve, static (activator, next) => (requests, responses, context) =>
            With<Interceptor>(activator, context, interceptor => interceptor.DuplexStreamingServerHandler(requests, responses, context, next)));
    }

    private static TMethod Wrap<TMethod>(MethodSettings settings, TMethod innermost, Func<ServiceActivator, TMethod, TMethod> around) =>
        settings.Interceptors.Reverse().Aggregate(
            innermost,
            (next, registration) => around(new ServiceActivator(registration.Type, settings.Services, registration.Arguments), next));

    private static Task<TResponse> With<T, TResponse>(ServiceActivator activator, ServerCallContext context, Func<T, Task<TResponse>> use)
        where T : class
    {
        var instance = activator.Create((ServerCall)context);
        return activator.Releases ? ReleaseAfterAsync(instance, use) : use((T)instance);
    }

    private static Task With<T>(ServiceActivator activator, ServerCallContext context, Func<T, Task> use)
        where T : class
    {
        var instance = activator.Create((ServerCall)context);
        return activator.Releases ? ReleaseAfterAsync(instance, use) : use((T)instance);
    }

    private static async Task<TResponse> ReleaseAfterAsync<T, TResponse>(object instance, Func<T, Task<TResponse>> use)
        where T : class
    {
        try
        {
            return await use((T)instance);
        }
        finally
        {
            await ServiceActivator.ReleaseAsync(instance);
        }
    }

    private static async Task ReleaseAfterAsync<T>(object instance, Func<T, Task> use)
        where T : class
    {
        try
        {
            await use((T)instance);
        }
        finally
        {
            await ServiceActivator.ReleaseAsync(instance);
        }
    }
}
