using System.Linq.Expressions;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Makes what serves one call. A type in the container comes from the call's scope, which also ends it; a singleton is asked for once. Another
/// type is made here and ended with the call; one without constructor arguments is made without opening a scope.
/// </summary>
internal sealed class ServiceActivator
{
    private readonly Type _type;
    private readonly bool _isSingleton;
    private readonly Func<IServiceProvider, object>? _factory;
    private readonly Func<object>? _plain;
    private object? _single;

    public ServiceActivator(Type type, IServiceProvider services, IReadOnlyList<object>? arguments = null)
    {
        _type = type;
        var given = arguments?.ToArray() ?? [];
        if (given.Length == 0 && services.GetService<IServiceProviderIsService>()?.IsService(type) == true)
        {
            _isSingleton = services.GetService<Lifetimes>()?.IsSingleton(type) == true;
            return;
        }

        if (given.Length == 0 && type.GetConstructors() is [{ } only] && only.GetParameters().Length == 0)
        {
            _plain = Expression.Lambda<Func<object>>(Expression.New(only)).Compile();
            return;
        }

        var factory = ActivatorUtilities.CreateFactory(type, [.. given.Select(argument => argument.GetType())]);
        _factory = scope => factory(scope, given);
    }

    /// <summary>Whether what is made ends with its call, here.</summary>
    public bool Releases => _plain is not null || _factory is not null;

    /// <exception cref="RpcException">UNAVAILABLE: the host has ended its container, and the call comes too late.</exception>
    public object Create(ServerCall call)
    {
        try
        {
            return _single
                ?? (_plain is not null ? _plain()
                : _factory is not null ? _factory(call.Http.RequestServices)
                : FromContainer(call));
        }
        catch (ObjectDisposedException error) when (error.ObjectName == nameof(IServiceProvider))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is shutting down.", error));
        }
    }

    public static ValueTask ReleaseAsync(object instance)
    {
        switch (instance)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        return ValueTask.CompletedTask;
    }

    private object FromContainer(ServerCall call)
    {
        var service = call.Http.RequestServices.GetRequiredService(_type);
        if (_isSingleton)
            _single = service;
        return service;
    }
}
