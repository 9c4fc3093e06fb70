using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Learns the methods of a service from its generated <c>BindService</c>, called without an instance, and turns each into a request
/// delegate. Handlers are found by name and signature and called through open delegates, so that the service can be made per call.
/// </summary>
internal sealed class ServiceBinder<TService>(MethodSettings settings) : ServiceBinderBase
    where TService : class
{
    private readonly List<BoundMethod> _methods = [];
    private readonly ServiceActivator _activator = new(typeof(TService), settings.Services);
    private readonly object[] _serviceMetadata = typeof(TService).GetCustomAttributes(inherit: true);

    public IReadOnlyList<BoundMethod> Methods => _methods;

    public void Bind()
    {
        for (Type? type = typeof(TService); type is not null; type = type.BaseType)
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                var bind = attribute.BindType.GetMethod(
                    attribute.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), type])
                    ?? throw new InvalidOperationException($"No bind method found on {attribute.BindType}.");
                bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [this, null], null);
                return;
            }

        throw new InvalidOperationException($"{typeof(TService)} does not derive from a generated service base class.");
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, typeof(TRequest), typeof(ServerCallContext));
        var serve = Pipeline.Unary(settings, _activator, open.Delegate);
        Add(method, open.Method, new UnaryMethod<TRequest, TResponse>(method, settings, serve));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var serve = Pipeline.ClientStreaming(settings, _activator, open.Delegate);
        Add(method, open.Method, new ClientStreamingMethod<TRequest, TResponse>(method, settings, serve));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var serve = Pipeline.ServerStreaming(settings, _activator, open.Delegate);
        Add(method, open.Method, new ServerStreamingMethod<TRequest, TResponse>(method, settings, serve));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = Open<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var serve = Pipeline.DuplexStreaming(settings, _activator, open.Delegate);
        Add(method, open.Method, new DuplexStreamingMethod<TRequest, TResponse>(method, settings, serve));
    }

    private static (TDelegate Delegate, MethodInfo Method) Open<TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate
    {
        var found = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no handler for {method.FullName}.");
        return (found.CreateDelegate<TDelegate>(), found);
    }

    private void Add(IMethod method, MethodInfo found, ServedMethod served) =>
        _methods.Add(new BoundMethod(method, served.HandleAsync, [.. _serviceMetadata, .. found.GetCustomAttributes(inherit: true)]));
}

/// <summary>A method ready to be mapped; its metadata are the attributes of service and handler, for example of authorization.</summary>
internal sealed record BoundMethod(IMethod Method, RequestDelegate Handler, IReadOnlyList<object> Metadata);
